package io.amalgam8.sidecar.controlplane;

import io.amalgam8.sidecar.model.InstanceStatus;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which instances a listing is about, and which of their fields.
 *
 * @param criteria what each field must be; a status in upper case where it is one that we know
 */
record InstanceQuery(Map<InstanceField, String> criteria, Set<InstanceField> fields) {

    private static final String ALL = "ALL";
    private static final Set<InstanceField> ALWAYS = EnumSet.of(InstanceField.ID, InstanceField.ENDPOINT);

    InstanceQuery {
        criteria = Map.copyOf(criteria);
        fields = Set.copyOf(fields);
    }

    /**
     * Reads a query string's parameters; the first value of each counts.
     *
     * @throws RefusalException when one names a field that there is not, or that cannot be selected by
     */
    static InstanceQuery of(Map<String, List<String>> parameters) {
        Set<InstanceField> fields = fields(parameters);
        Map<InstanceField, String> criteria = new EnumMap<>(InstanceField.class);
        parameters.forEach((name, values) -> {
            if (!name.equals("fields")) {
                criteria.put(criterion(name), values.get(0));
            }
        });
        criteria.computeIfPresent(InstanceField.STATUS, (field, status) -> knownInUpperCase(status));
        return new InstanceQuery(criteria, fields);
    }

    /**
     * Without any criterion, those that are {@code UP}; else those that meet all criteria, whatever their status where it is
     * not one of the criteria.
     */
    boolean selects(StoredInstance instance) {
        if (criteria.isEmpty()) {
            return instance.registration().status() == InstanceStatus.UP;
        }
        return criteria.entrySet().stream()
                .allMatch(criterion -> meets(instance, criterion.getKey(), criterion.getValue()));
    }

    private static boolean meets(StoredInstance instance, InstanceField field, String value) {
        Registration registration = instance.registration();
        return switch (field) {
            case ID -> instance.id().equals(value);
            case SERVICE_NAME -> registration.service().equals(value);
            case STATUS -> value.equals(ALL) || registration.status().name().equals(value);
            case TAGS -> registration.tags().containsAll(List.of(value.split(",", -1)));
            default -> false;
        };
    }

    private static Set<InstanceField> fields(Map<String, List<String>> parameters) {
        List<String> given = parameters.getOrDefault("fields", List.of());
        if (given.isEmpty()) {
            return EnumSet.allOf(InstanceField.class);
        }
        Set<InstanceField> fields = EnumSet.copyOf(ALWAYS);
        if (given.get(0).isEmpty()) {
            return fields;
        }
        for (String name : given.get(0).split(",", -1)) {
            fields.add(InstanceField.named(name)
                    .orElseThrow(() -> new RefusalException(
                            400, "error_filter_bad_fields", "Undefined or malformed instance fields in filter")));
        }
        return fields;
    }

    private static InstanceField criterion(String name) {
        return InstanceField.named(name)
                .filter(InstanceField::isSelective)
                .orElseThrow(() -> new RefusalException(
                        400, "error_filter_selection_criteria", "Malformed or invalid instance selection criteria"));
    }

    private static String knownInUpperCase(String status) {
        String upper = status.toUpperCase(Locale.ROOT);
        boolean known =
                upper.equals(ALL) || List.of("UP", "STARTING", "OUT_OF_SERVICE").contains(upper);
        return known ? upper : status;
    }
}
