package org.taskvectors.checkpoint.naming;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Selects tensors: all, those of some module kinds or families, or those whose name matches a
/// pattern. Written `all`, `q_proj,v_proj`, `attention`, `/layers\.1[0-9]\./`.
public sealed interface Scope {
    Scope ALL = new All();

    /// Whether the scope selects a tensor with this placement.
    boolean includes(Placement placement);

    /// Returns the scope as the command line takes it; [#parse] reads it back.
    String text();

    record All() implements Scope {
        @Override
        public boolean includes(Placement placement) {
            return true;
        }

        @Override
        public String text() {
            return "all";
        }
    }

    /// @param words ids of module kinds or labels of families
    record Kinds(Set<String> words) implements Scope {
        public Kinds {
            words = Set.copyOf(words);
        }

        @Override
        public boolean includes(Placement placement) {
            return words.contains(placement.kind().id())
                    || words.contains(placement.kind().family().label());
        }

        @Override
        public String text() {
            return String.join(",", new TreeSet<>(words));
        }
    }

    /// @param regex found anywhere in the tensor's name without the tools' prefixes
    record Matching(Pattern regex) implements Scope {
        @Override
        public boolean includes(Placement placement) {
            return regex.matcher(placement.stripped()).find();
        }

        @Override
        public String text() {
            return "/" + regex.pattern() + "/";
        }
    }

    /// Returns the scope that figures have until a person chooses: attention and feed-forward,
    /// whose numbers are alike from layer to layer, while an embedding or a norm may lie far from
    /// all of them. Of a model that has neither, everything.
    static Scope ofFigures(Collection<Placement> places) {
        Set<String> words = new TreeSet<>();
        for (Placement place : places) {
            ModuleFamily family = place.kind().family();
            if (family == ModuleFamily.ATTENTION || family == ModuleFamily.FEED_FORWARD) {
                words.add(family.label());
            }
        }
        return words.isEmpty() ? ALL : new Kinds(words);
    }

    /// @throws IllegalArgumentException with a sentence for the person where the text is no scope
    static Scope parse(String text) {
        String trimmed = text.trim();
        if (trimmed.isEmpty() || trimmed.toLowerCase(Locale.ROOT).equals("all")) {
            return ALL;
        }
        if (trimmed.startsWith("/")) {
            if (trimmed.length() < 3 || !trimmed.endsWith("/")) {
                throw new IllegalArgumentException(
                        "a pattern stands between two slashes: /layers\\.1\\./");
            }
            try {
                return new Matching(Pattern.compile(trimmed.substring(1, trimmed.length() - 1)));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "this is no regular expression: " + e.getDescription(), e);
            }
        }
        Set<String> words = new TreeSet<>();
        Arrays.stream(trimmed.split(","))
                .map(String::trim)
                .filter(w -> !w.isEmpty())
                .forEach(words::add);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a scope names at least one module kind");
        }
        return new Kinds(words);
    }
}
