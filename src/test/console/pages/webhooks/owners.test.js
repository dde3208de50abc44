import {Owners} from '../../../../main/console/pages/webhooks/owners.js';
import {equal, test} from '../../harness.js';

test('reads kinds of many owners by one call, and then the deliveries of each', async () => {
  const calls = [];
  const owners = new Owners(async (path) => {
    calls.push(path);
    return path.startsWith('/api/v1/jobs?')
      ? {items: [{groupId: 'g'}], nextCursor: null}
      : {items: [{id: 'd of ' + path}]};
  });
  while (await owners.readNext(['j', 'g'], undefined)) {
    equal(calls.length < 10, true);
  }
  equal(calls, ['/api/v1/jobs?group=j,g&limit=200', '/api/v1/jobs/j/deliveries', '/api/v1/groups/g/deliveries']);
  equal([owners.kind('j'), owners.kind('g'), owners.kind(undefined)], ['jobs', 'groups', undefined]);
  equal([...owners.deliveries('g').keys()], ['d of /api/v1/groups/g/deliveries']);
});

test('does not ask again for an owner that was pruned, but for one whose call failed', async () => {
  let status = 503;
  let calls = 0;
  const owners = new Owners(async (path) => {
    if (path.startsWith('/api/v1/jobs?')) {
      return {items: [], nextCursor: null};
    }
    calls++;
    throw Object.assign(new Error('no'), {status});
  });
  await owners.readNext(['j'], undefined);
  let failed = false;
  await owners.readNext(['j'], undefined).catch(() => { failed = true; });
  equal([failed, owners.deliveries('j')], [true, undefined]);
  status = 404;
  equal(await owners.readNext(['j'], undefined), true);
  equal(await owners.readNext(['j'], undefined), false);
  equal([calls, owners.deliveries('j').size], [2, 0]);
});
