package io.jobwheel.configuration;

import java.util.List;

/**
 * The properties of one record.
 *
 * @param prefix what their names have in common
 * @param about what they are for; empty when the record does not say so
 * @param settings in the record's order, without those of records inside it
 * @param inner those of the records inside it
 */
record SettingGroup(
    String prefix, String about, List<Setting> settings, List<SettingGroup> inner) {}
