package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Changes of a recipe's text that leave the rest of it as it is. Whether the result means what it
/// should is for the caller to see, by reading it.
final class TextEdits {
    private TextEdits() {}

    private record Edit(int begin, int end, String text) {}

    /// Returns the text with each value changed where it stands; empty if more than values that
    /// stand on one line is changed.
    static Optional<String> values(
            String text, Map<String, Span> places, Recipe before, Recipe after) {
        Map<String, String> was = Facts.byPlace(before);
        Map<String, String> is = Facts.byPlace(after);
        if (!was.keySet().equals(is.keySet())) {
            return Optional.empty();
        }
        List<Edit> edits = new ArrayList<>();
        for (Map.Entry<String, String> fact : is.entrySet()) {
            if (fact.getValue().equals(was.get(fact.getKey()))) {
                continue;
            }
            Span span = places.get(fact.getKey());
            if (span == null || text.substring(span.begin(), span.end()).contains("\n")) {
                return Optional.empty();
            }
            edits.add(new Edit(span.begin(), span.end(), fact.getValue()));
        }
        return Optional.of(applied(text, edits));
    }

    /// Returns the text with each changed section written anew: a key at the left margin with what
    /// lies under it. Empty if the text has no such form.
    static Optional<String> sections(String text, YamlNode root, Recipe before, Recipe after) {
        if (!(root instanceof YamlNode.Entries entries)
                || entries.entries().values().stream().anyMatch(one -> one.key().column() != 1)) {
            return Optional.empty();
        }
        Map<String, Object> was = RecipeTree.of(before);
        Map<String, Object> is = RecipeTree.of(after);
        Set<String> keys = new LinkedHashSet<>(was.keySet());
        keys.addAll(is.keySet());
        List<Edit> edits = new ArrayList<>();
        StringBuilder added = new StringBuilder();
        for (String key : keys) {
            if (Objects.equals(was.get(key), is.get(key))) {
                continue;
            }
            String section = section(key, is.get(key));
            YamlNode.Entry entry = entries.entries().get(key);
            if (entry == null) {
                added.append(section);
            } else {
                edits.add(new Edit(entry.key().begin(), end(text, entry.key(), entries), section));
            }
        }
        String changed = applied(text, edits);
        return Optional.of(
                changed.isEmpty() || changed.endsWith("\n")
                        ? changed + added
                        : changed + "\n" + added);
    }

    private static String section(String key, @Nullable Object value) {
        return value == null ? "" : YamlText.section(key, value);
    }

    /// Returns the index behind a section's last line; comments at the left margin and empty lines
    /// before the next key belong to what follows.
    private static int end(String text, Span key, YamlNode.Entries entries) {
        int next =
                entries.entries().values().stream()
                        .mapToInt(one -> one.key().begin())
                        .filter(begin -> begin > key.begin())
                        .min()
                        .orElse(text.length());
        int end = next;
        while (end > key.begin()) {
            int start = text.lastIndexOf('\n', end - 2) + 1;
            String line = text.substring(start, end);
            if (start <= key.begin() || (!line.isBlank() && !line.startsWith("#"))) {
                break;
            }
            end = start;
        }
        return end;
    }

    private static String applied(String text, List<Edit> edits) {
        List<Edit> backwards = new ArrayList<>(edits);
        backwards.sort(Comparator.comparingInt(Edit::begin).reversed());
        StringBuilder changed = new StringBuilder(text);
        for (Edit edit : backwards) {
            changed.replace(edit.begin(), edit.end(), edit.text());
        }
        return changed.toString();
    }
}
