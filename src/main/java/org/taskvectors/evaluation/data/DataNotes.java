package org.taskvectors.evaluation.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.prompt.Label;
import org.taskvectors.prompt.PromptTemplate;

/// What a person should know of how a table became examples.
record DataNotes(RowReader reader) {
    private static final int MOST_REASONS = 5;

    List<String> of(List<Example> examples, List<LeftOut> leftOut, int looked) {
        List<String> notes = new ArrayList<>(reader.table().notes());
        int rows = reader.table().rows().size();
        if (looked < rows) {
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "only the first %,d of %,d rows were looked at",
                            looked,
                            rows));
        }
        if (!leftOut.isEmpty()) {
            notes.add(leftOut.size() + " of " + looked + " rows are left out: " + reasons(leftOut));
        }
        if (reader.mapping().kind() == Kind.LABELS) {
            noteNumbers(notes);
            noteEmptyClasses(examples, notes);
        }
        reader.answers()
                .flatMap(Answers::form)
                .ifPresent(form -> notes.add(truth() + " is read " + form.words()));
        noteConflicts(examples, notes);
        return notes;
    }

    private static String reasons(List<LeftOut> leftOut) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        leftOut.forEach(one -> counts.merge(one.why(), 1, Integer::sum));
        String some =
                counts.entrySet().stream()
                        .limit(MOST_REASONS)
                        .map(reason -> reason.getValue() + " (" + reason.getKey() + ")")
                        .collect(Collectors.joining(", "));
        return counts.size() > MOST_REASONS
                ? some + ", and for " + (counts.size() - MOST_REASONS) + " more reasons"
                : some;
    }

    /// Files count their classes in more than one order, and only a person knows theirs.
    private void noteNumbers(List<String> notes) {
        Set<String> numbers = new TreeSet<>();
        reader.mapping()
                .classes()
                .forEach(
                        (value, name) -> {
                            if (Classes.isNumber(value)) {
                                numbers.add(value + " = " + Shown.of(name));
                            }
                        });
        if (!numbers.isEmpty()) {
            notes.add("the numbers in " + truth() + " are taken as " + String.join(", ", numbers));
        }
    }

    private void noteEmptyClasses(List<Example> examples, List<String> notes) {
        List<Label> labels = reader.template().map(PromptTemplate::labels).orElse(List.of());
        Set<Integer> seen = examples.stream().map(Example::truth).collect(Collectors.toSet());
        for (int i = 0; i < labels.size(); i++) {
            if (!seen.contains(i)) {
                notes.add("no example is '" + Shown.of(labels.get(i).name()) + "'");
            }
        }
    }

    private static void noteConflicts(List<Example> examples, List<String> notes) {
        Map<String, Set<Object>> truths = new HashMap<>();
        int repeated = 0;
        for (Example one : examples) {
            Set<Object> seen =
                    truths.computeIfAbsent(
                            String.join("\0", one.values().values())
                                    + "\0"
                                    + String.join("\0", one.choices()),
                            key -> new LinkedHashSet<>());
            repeated += seen.isEmpty() ? 0 : 1;
            seen.add(one.targets().isEmpty() ? one.truth() : one.targets());
        }
        long conflicts = truths.values().stream().filter(seen -> seen.size() > 1).count();
        if (repeated > 0) {
            notes.add(
                    repeated
                            + " examples ask what an earlier one asks"
                            + (conflicts > 0
                                    ? ", " + conflicts + " of the questions with another answer"
                                    : ""));
        }
    }

    private String truth() {
        return "'" + Shown.of(reader.mapping().truth()) + "'";
    }

    Failure allLeftOut(List<LeftOut> leftOut) {
        StringBuilder what = new StringBuilder("none of the rows can be used: ");
        what.append(reasons(leftOut));
        if (reader.truth() >= 0) {
            Set<String> found = new TreeSet<>(reader.table().cells(reader.truth()));
            what.append("; the values of ")
                    .append(truth())
                    .append(" are ")
                    .append(DataChecks.names(found));
        }
        if (reader.mapping().kind() == Kind.LABELS) {
            what.append("; wanted are ").append(wanted());
        }
        return Failure.of(
                DataProblem.ALL_LEFT_OUT,
                reader.table().file(),
                what.toString(),
                "Name the column of the truth, say what its values mean, or choose another"
                        + " template");
    }

    private String wanted() {
        return reader.template().stream()
                .flatMap(template -> template.labels().stream())
                .map(label -> "'" + Shown.of(label.name()) + "' (or " + label.value() + ")")
                .collect(Collectors.joining(", "));
    }
}
