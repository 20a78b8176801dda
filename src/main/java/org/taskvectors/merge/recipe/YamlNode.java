package org.taskvectors.merge.recipe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A part of a YAML document. An alias is the node that it stands for, with its own place.
sealed interface YamlNode {
    Span span();

    /// Returns the number of nodes in it, aliases written out.
    int size();

    /// What it is called in a message.
    String what();

    /// A single value.
    ///
    /// @param isPlain whether it stands there without quotes, and so is not always text
    record Leaf(Span span, String text, boolean isPlain) implements YamlNode {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public String what() {
            return "a single value";
        }
    }

    record Items(Span span, List<YamlNode> nodes, int size) implements YamlNode {
        public Items {
            nodes = List.copyOf(nodes);
        }

        @Override
        public String what() {
            return "a list";
        }
    }

    /// @param entries by key, in the document's order
    record Entries(Span span, Map<String, Entry> entries, int size) implements YamlNode {
        public Entries {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String what() {
            return "a list of keys with values";
        }
    }

    /// @param key where the key stands
    record Entry(Span key, YamlNode value) {}
}
