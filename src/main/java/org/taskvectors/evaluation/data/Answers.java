package org.taskvectors.evaluation.data;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.taskvectors.evaluation.data.ChoiceReader.Choices;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Which of a row's choices is right, in the one form that the whole table is in.
///
/// @param form of the answers; empty where the mapping says what each means
record Answers(Optional<AnswerForm> form, Map<String, String> classes) {

    /// Finds the form that gives the most rows an answer.
    ///
    /// @throws Failure [DataProblem#ANSWER_AMBIGUOUS] if two forms do, and disagree
    static Answers of(Table table, Mapping mapping, ChoiceReader reader) throws Failure {
        if (!mapping.classes().isEmpty()) {
            return new Answers(Optional.empty(), mapping.classes());
        }
        int column = new DataChecks(table).column(mapping.truth());
        Map<AnswerForm, Integer> counts = new EnumMap<>(AnswerForm.class);
        Map<AnswerForm, Set<AnswerForm>> against = new EnumMap<>(AnswerForm.class);
        for (AnswerForm form : AnswerForm.values()) {
            against.put(form, EnumSet.noneOf(AnswerForm.class));
        }
        for (List<String> row : table.rows()) {
            reader.read(row)
                    .ifPresent(choices -> count(row.get(column).strip(), choices, counts, against));
        }
        int most = counts.values().stream().mapToInt(count -> count).max().orElse(0);
        List<AnswerForm> best =
                counts.entrySet().stream()
                        .filter(form -> form.getValue() == most)
                        .map(Map.Entry::getKey)
                        .toList();
        if (best.isEmpty()) {
            return new Answers(Optional.of(AnswerForm.TEXT), Map.of());
        }
        // What the rows themselves call their choices is no guess.
        AnswerForm first = best.getFirst();
        for (AnswerForm other : best) {
            if (first != AnswerForm.OWN_LABEL
                    && against.getOrDefault(first, Set.of()).contains(other)) {
                throw Failure.of(
                        DataProblem.ANSWER_AMBIGUOUS,
                        table.file(),
                        "the answers in '"
                                + Shown.of(mapping.truth())
                                + "' may be written "
                                + first.words()
                                + ", or "
                                + other.words()
                                + ": each fits "
                                + most
                                + " rows",
                        "Say what each value means, as the number of a choice from 0");
            }
        }
        return new Answers(Optional.of(first), Map.of());
    }

    private static void count(
            String answer,
            Choices choices,
            Map<AnswerForm, Integer> counts,
            Map<AnswerForm, Set<AnswerForm>> against) {
        Map<AnswerForm, Integer> found = new EnumMap<>(AnswerForm.class);
        for (AnswerForm form : AnswerForm.values()) {
            form.of(answer, choices).ifPresent(index -> found.put(form, index));
        }
        found.forEach(
                (form, index) -> {
                    counts.merge(form, 1, Integer::sum);
                    // A form that says nothing of this row disagrees as well.
                    for (AnswerForm other : AnswerForm.values()) {
                        if (!index.equals(found.get(other))) {
                            against.getOrDefault(form, EnumSet.noneOf(AnswerForm.class)).add(other);
                        }
                    }
                });
    }

    /// Returns the position of the right choice; empty where the cell means none of them.
    OptionalInt of(String cell, Choices choices) {
        if (form.isPresent()) {
            return form.get().of(cell.strip(), choices);
        }
        String index = classes.getOrDefault(cell, classes.getOrDefault(cell.strip(), ""));
        return AnswerForm.FROM_ZERO.of(index, choices);
    }
}
