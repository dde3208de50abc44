package io.jobwheel.configuration;

import java.util.List;

/**
 * The properties of one record.
 *
 * @param prefix the common prefix of their names
 * @param about their purpose; empty if the record has no description
 * @param settings the settings in the order of the record, without those of nested records
 * @param inner the settings of nested records
 */
record SettingGroup(
    String prefix, String about, List<Setting> settings, List<SettingGroup> inner) {}
