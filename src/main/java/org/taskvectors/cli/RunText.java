package org.taskvectors.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.file.Shown;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.LabelScores;
import org.taskvectors.inference.LiveFacts;
import org.taskvectors.inference.Side;
import org.taskvectors.prompt.Label;

/// Writes answers for people: the text on standard output as it comes, and behind it how likely the
/// labels are; what is to be known besides on standard error.
final class RunText {
    /// Returns what a loaded model says of itself, and where it runs if that is not the processor.
    static List<String> notes(LiveFacts facts) {
        List<String> notes = new ArrayList<>(facts.notes());
        if (!facts.place().isProcessor()) {
            notes.add("it runs on " + facts.place().label());
        }
        return notes;
    }

    private static final Digits SHARE = Digits.decimals(1);
    private static final Digits LIKELIHOOD = Digits.decimals(4);

    private final Session session;

    RunText(Session session) {
        this.session = session;
    }

    /// Begins a side's answer.
    void begin(Side side, boolean isFirst) {
        session.out().println((isFirst ? "" : "\n") + word(side) + ":");
        session.out().flush();
    }

    /// Writes more of an answer. On a terminal, characters that would command it are escaped.
    ///
    /// @return whether it could be written; false where what reads the output has closed it
    boolean show(String text) {
        PrintWriter out = session.out();
        if (!text.isEmpty()) {
            out.print(session.isOutTerminal() ? Shown.lines(text) : text);
        }
        return !out.checkError();
    }

    /// Ends a side's answer.
    void end() {
        session.out().println();
        session.out().flush();
    }

    /// Writes what is known when all have answered.
    void rest(RunResult result) {
        boolean isAlone = result.sides().size() == 1;
        for (Asked asked : result.sides()) {
            String who = isAlone ? "" : word(asked.side()) + ", ";
            asked.labels().ifPresent(scores -> labels(who, result.labels(), scores));
        }
        session.out().flush();
        for (Asked asked : result.sides()) {
            String who = isAlone ? "the answer" : "the answer of the " + model(asked.side());
            said(asked.answer()).ifPresent(said -> session.err().println("note: " + who + said));
        }
        result.notes().forEach(note -> session.err().println("note: " + Shown.whole(note)));
        session.err().flush();
    }

    private void labels(String who, List<Label> labels, LabelScores scores) {
        session.out().println();
        for (int i = 0; i < labels.size(); i++) {
            LabelScores.Score score = scores.scores().get(i);
            session.out()
                    .println(
                            who
                                    + Shown.of(labels.get(i).name())
                                    + " "
                                    + SHARE.format(100 * score.probability())
                                    + " %, log-likelihood "
                                    + LIKELIHOOD.format(score.logLikelihood()));
        }
    }

    private static String word(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    private static String model(Side side) {
        return side == Side.BASE ? "base" : "edited model";
    }

    /// Returns what a person should know of how an answer ended.
    private static Optional<String> said(Answer answer) {
        String count = Amounts.counted(answer.steps().size(), "token");
        return switch (answer.end()) {
            case STOP -> Optional.empty();
            case LIMIT -> Optional.of(" was cut at its limit, " + count);
            case CONTEXT -> Optional.of(" was cut where the context was full, after " + count);
            case CANCELLED -> Optional.of(" was stopped after " + count);
        };
    }
}
