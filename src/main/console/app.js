import {Shell} from './components/shell.js';
import {routes} from './routes.js';

new Shell(routes).open();
