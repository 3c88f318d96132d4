package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routable instances of one service, to be found by tag without a look at each of them. */
final class TaggedInstances {

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, List<Entry>> byTag = new HashMap<>();

    private record Entry(Instance instance, boolean suspect) {}

    void add(Instance instance, boolean suspect) {
        entries.add(new Entry(instance, suspect));
    }

    Optional<Pool> bearing(Tags tags) {
        List<Instance> instances = new ArrayList<>();
        List<Instance> suspects = new ArrayList<>();
        for (Entry entry : fewest(tags)) {
            if (entry.instance().tags().containsAll(tags)) {
                (entry.suspect() ? suspects : instances).add(entry.instance());
            }
        }
        if (instances.isEmpty() && suspects.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Pool(List.copyOf(instances), List.copyOf(suspects)));
    }

    /** Those that bear the rarest of the tags. */
    private List<Entry> fewest(Tags tags) {
        List<Entry> fewest = entries;
        for (String tag : tags.words()) {
            List<Entry> bearing = byTag().getOrDefault(tag, List.of());
            fewest = bearing.size() < fewest.size() ? bearing : fewest;
        }
        return fewest;
    }

    private Map<String, List<Entry>> byTag() {
        if (byTag.isEmpty()) {
            for (Entry entry : entries) {
                for (String tag : entry.instance().tags().words()) {
                    byTag.computeIfAbsent(tag, unused -> new ArrayList<>()).add(entry);
                }
            }
        }
        return byTag;
    }
}
