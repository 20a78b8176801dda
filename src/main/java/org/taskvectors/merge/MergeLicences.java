package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.taskvectors.file.Shown;

/// The licences of what went into a merge. Where all state one, it is the merge's; where they state
/// different ones, or some state none, a person decides.
record MergeLicences(List<MergePart> parts) {
    /// What metadata of the hub call a licence that is none of its list.
    private static final String OTHER = "other";

    private Set<Licence> stated() {
        return parts.stream()
                .flatMap(part -> part.licence().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private List<MergePart> silent() {
        return parts.stream().filter(part -> part.licence().isEmpty()).toList();
    }

    /// Returns the lines of the card's front matter; none where it is open.
    List<String> frontMatter() {
        Set<Licence> stated = stated();
        if (stated.size() > 1) {
            return List.of("license: " + OTHER);
        }
        if (stated.isEmpty() || !silent().isEmpty()) {
            return List.of();
        }
        Licence one = stated.iterator().next();
        List<String> lines = new ArrayList<>();
        lines.add("license: " + MergeCard.quoted(one.id()));
        one.name().ifPresent(name -> lines.add("license_name: " + MergeCard.quoted(name)));
        one.link().ifPresent(link -> lines.add("license_link: " + MergeCard.quoted(link)));
        return lines;
    }

    /// Returns what a person has to know, as a sentence without its full stop; empty where all
    /// state one licence, or none does.
    Optional<String> note() {
        Set<Licence> stated = stated();
        if (stated.size() > 1) {
            return Optional.of(
                    "what goes in states different licences ("
                            + each()
                            + "): the card says other, and which licence the result has is for you"
                            + " to judge");
        }
        if (stated.isEmpty() || silent().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "a licence is stated by some of what goes in alone ("
                        + each()
                        + "): the card leaves it open");
    }

    private String each() {
        return parts.stream()
                .map(
                        part ->
                                Shown.of(part.name())
                                        + ": "
                                        + part.licence()
                                                .map(one -> Shown.of(one.words()))
                                                .orElse("none stated"))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
