package org.taskvectors.training.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.file.Failure;
import org.taskvectors.training.data.PreparedRow.State;

/// Rows that were read and encoded: what is counted and said of them.
///
/// @param other the file of held-out rows; empty where they are of the training file
/// @param trained what became of the rows that were drawn to be trained on
/// @param heldOut what became of those that were drawn to be held out
/// @param said notes about the settings
record Prepared(
        DataSettings settings,
        RowSource train,
        Optional<RowSource> other,
        RowEncoder encoder,
        RowFit fit,
        RowStates states,
        List<PreparedRow> trained,
        List<PreparedRow> heldOut,
        List<String> said) {

    /// @throws Failure [TrainingDataProblem#NOTHING_TO_TRAIN] if no row is left,
    ///   [TrainingDataProblem#HELD_OUT_WRONG] if none of another file's is
    TrainingData data() throws Failure {
        List<TrainingText> texts = texts(trained);
        List<TrainingText> asked = texts(heldOut);
        if (texts.isEmpty()) {
            throw Failure.of(
                    TrainingDataProblem.NOTHING_TO_TRAIN,
                    train.table().file(),
                    "no row is left to train on: " + leftOut(),
                    "Choose another file or another task, or allow longer texts");
        }
        if (other.isPresent() && asked.isEmpty()) {
            throw Failure.of(
                    TrainingDataProblem.HELD_OUT_WRONG,
                    other.get().table().file(),
                    "none of its rows can be asked: " + String.join(", ", heldOutLost()),
                    "Choose another file, or allow longer texts");
        }
        List<TrainingText> kept = new ArrayList<>(texts);
        if (other.isEmpty()) {
            kept.addAll(asked);
        }
        return new TrainingData(
                train,
                texts,
                asked,
                question(),
                facts(texts),
                states,
                new RowPreview(train, encoder, fit, states, kept));
    }

    private static List<TrainingText> texts(List<PreparedRow> rows) {
        return rows.stream().flatMap(row -> row.texts().stream()).toList();
    }

    private static int count(List<PreparedRow> rows, State state) {
        return (int) rows.stream().filter(row -> row.state() == state).count();
    }

    private Optional<Trials.Chosen> question() {
        int[] rows =
                heldOut.stream()
                        .filter(row -> row.state() == State.HELD_OUT)
                        .mapToInt(PreparedRow::row)
                        .toArray();
        RowSource source = other.orElse(train);
        return source.question(
                rows,
                List.of(
                        Amounts.some(rows.length, source.table().rows().size(), "rows")
                                + " are asked"));
    }

    private String leftOut() {
        List<String> all = new ArrayList<>();
        for (State state : List.of(State.UNREAD, State.TOO_LONG, State.LEAKED, State.HELD_OUT)) {
            int count = states.count(state);
            if (count > 0) {
                all.add(Amounts.count(count) + " " + word(state));
            }
        }
        Reasons reasons = reasons(trained);
        return String.join(", ", all) + (reasons.count() > 0 ? "; of these " + reasons : "");
    }

    private static String word(State state) {
        return switch (state) {
            case UNREAD -> "no examples";
            case TOO_LONG -> "too long";
            case LEAKED -> "ask what a held-out row asks";
            case HELD_OUT -> "held out";
            case NOT_DRAWN -> "not drawn";
            case TRAINED -> "trained on";
        };
    }

    private static Reasons reasons(List<PreparedRow> rows) {
        Reasons reasons = new Reasons();
        rows.stream().map(PreparedRow::why).filter(why -> !why.isEmpty()).forEach(reasons::add);
        return reasons;
    }

    private DataFacts facts(List<TrainingText> texts) {
        RowSource asked = other.orElse(train);
        int[] lengths = texts.stream().mapToInt(TrainingText::length).sorted().toArray();
        return new DataFacts(
                train.name(),
                train.table().fingerprint(),
                train.wording(),
                train.table().rows().size(),
                texts.size(),
                count(heldOut, State.HELD_OUT),
                asked.name(),
                asked.table().fingerprint(),
                classes(train, trained, State.TRAINED),
                classes(asked, heldOut, State.HELD_OUT),
                states.count(RowFilter.CUT),
                states.count(State.TOO_LONG),
                states.count(State.UNREAD),
                states.count(RowFilter.DOUBLED),
                states.count(State.LEAKED),
                states.count(RowFilter.CONTRADICTING),
                lengths[lengths.length - 1],
                lengths[(lengths.length - 1) / 2],
                Arrays.stream(lengths).asLongStream().sum(),
                texts.stream().mapToLong(TrainingText::answers).sum(),
                notes(texts));
    }

    private static Map<String, Integer> classes(
            RowSource source, List<PreparedRow> rows, State state) {
        List<String> names = source.classes();
        int[] counts = new int[names.size()];
        for (PreparedRow row : rows) {
            if (row.state() == state && counts.length > 0) {
                counts[source.classOf(row.row())]++;
            }
        }
        Map<String, Integer> classes = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            classes.put(names.get(i), counts[i]);
        }
        return classes;
    }

    private List<String> notes(List<TrainingText> texts) {
        List<String> notes = new ArrayList<>(train.notes());
        other.ifPresent(
                source ->
                        source.notes().forEach(note -> notes.add("of the held-out rows: " + note)));
        notes.addAll(said);
        Reasons reasons = reasons(trained);
        if (reasons.count() > 0) {
            notes.add(
                    "left out beside them: "
                            + Amounts.counted(reasons.count(), "row")
                            + ", "
                            + reasons);
        }
        notes.addAll(heldOutLost());
        int undrawn = states.count(State.NOT_DRAWN);
        if (undrawn > 0) {
            notes.add(
                    "not drawn: "
                            + Amounts.counted(undrawn, "row")
                            + ", by the seed "
                            + settings.seed());
        }
        long melted = trained.stream().filter(PreparedRow::isMelted).count();
        if (melted > 0) {
            notes.add(
                    "in "
                            + Amounts.counted(melted, "text")
                            + " a token holds both the end of a prompt and the beginning of its"
                            + " answer; it is learned");
        }
        addEnds(notes);
        long pieces = texts.size() - (long) count(trained, State.TRAINED);
        if (pieces > 0) {
            notes.add(
                    "texts of more than "
                            + Amounts.counted(fit.most(), "token")
                            + " are cut into pieces: "
                            + Amounts.count(texts.size())
                            + " of "
                            + Amounts.counted(count(trained, State.TRAINED), "row"));
        }
        return notes;
    }

    private void addEnds(List<String> notes) {
        long unended = trained.stream().filter(PreparedRow::isUnended).count();
        if (unended > 0) {
            notes.add(
                    "the chat template writes no token that ends an answer"
                            + (encoder.end().isPresent()
                                    ? "; " + encoder.shownEnd() + " follows the last of a chat"
                                    : ""));
        }
    }

    private List<String> heldOutLost() {
        List<String> lost = new ArrayList<>();
        int tooLong = count(heldOut, State.TOO_LONG);
        if (tooLong > 0) {
            lost.add("left out as too long: " + Amounts.counted(tooLong, "held-out row"));
        }
        Reasons reasons = reasons(heldOut);
        if (reasons.count() > 0) {
            lost.add(
                    "left out: "
                            + Amounts.counted(reasons.count(), "held-out row")
                            + ", "
                            + reasons);
        }
        long cut = heldOut.stream().filter(PreparedRow::isCut).count();
        if (cut > 0) {
            lost.add("with a cut prompt: " + Amounts.counted(cut, "held-out row"));
        }
        return lost;
    }
}
