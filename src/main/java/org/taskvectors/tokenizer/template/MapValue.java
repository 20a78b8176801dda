package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A map in the order in which it was filled. Keys that Python takes for equal (`1`, `1.0`, `True`)
/// are one; the first of them stays.
final class MapValue {
    /// A key and its value.
    record Entry(Object key, Object value) {}

    private final Map<Object, Entry> entries = new LinkedHashMap<>();

    void put(Run run, Object key, Object value) {
        Object hashed = slot(run, key);
        Entry old = entries.get(hashed);
        entries.put(hashed, new Entry(old == null ? key : old.key(), value));
    }

    Optional<Object> get(Run run, Object key) {
        return Optional.ofNullable(entries.get(slot(run, key))).map(Entry::value);
    }

    boolean has(Run run, Object key) {
        return entries.containsKey(slot(run, key));
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    int size() {
        return entries.size();
    }

    List<Object> keys() {
        List<Object> keys = new ArrayList<>(size());
        entries.values().forEach(entry -> keys.add(entry.key()));
        return keys;
    }

    List<Object> values() {
        List<Object> values = new ArrayList<>(size());
        entries.values().forEach(entry -> values.add(entry.value()));
        return values;
    }

    private Object slot(Run run, Object key) {
        Object hashed = hashed(run, key);
        if (hashed instanceof List) {
            // Tuples can be made to share a hash, and each is then compared with all before it.
            run.spend(entries.size());
        }
        return hashed;
    }

    /// Returns what stands for a key in a hash table: equal for keys that Python takes for equal.
    static Object hashed(Run run, Object key) {
        return switch (key) {
            case String text -> {
                run.read(text);
                yield text;
            }
            case Boolean truth -> truth ? 1L : 0L;
            case Double number ->
                    number == Math.rint(number) && Math.abs(number) < 0x1p63
                            ? (Object) number.longValue()
                            : number;
            case Items items -> {
                if (items.kind() != Items.Kind.TUPLE) {
                    throw unhashable(key);
                }
                run.enter();
                List<Object> parts = new ArrayList<>(items.size());
                for (Object item : items.all()) {
                    run.spend(1);
                    parts.add(hashed(run, item));
                }
                run.leave();
                yield parts;
            }
            case MapValue map -> throw unhashable(map);
            default -> key;
        };
    }

    private static TemplateError unhashable(Object key) {
        return TemplateError.wrong("unhashable type: '" + Types.name(key) + "'");
    }
}
