package org.taskvectors.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.stat.inference.AlternativeHypothesis;
import org.apache.commons.math3.stat.inference.BinomialTest;

/// What the vectors changed in the answers to one task: base and edited model, row by row.
///
/// @param changes the rows with another answer, the largest change of probability first
/// @param gained how many are right now and were wrong
/// @param lost how many are wrong now and were right
public record Comparison(List<Change> changes, int gained, int lost) {
    public Comparison {
        changes = List.copyOf(changes);
    }

    /// What became of a row.
    public enum Kind {
        /// Wrong before, right now.
        GAINED,
        /// Right before, wrong now.
        LOST,
        /// Wrong before and now, with another answer.
        OTHER
    }

    /// A row with another answer.
    ///
    /// @param row its index within the task
    /// @param base the base's answer; −1 for free text, or where it is not defined
    /// @param edited the edited model's
    /// @param baseProbability of the choice that is followed, by the base; NaN for free text
    /// @param editedProbability of the same choice, by the edited model
    public record Change(
            int row,
            Kind kind,
            int base,
            int edited,
            double baseProbability,
            double editedProbability) {
        /// Returns how far the probability moved; 0 where there is none.
        public double size() {
            double size = Math.abs(editedProbability - baseProbability);
            return Double.isNaN(size) ? 0 : size;
        }
    }

    /// Compares the answers of base and edited model.
    public static Comparison of(Task task, Scores base, Scores edited, Scoring scoring) {
        Answers before = new Answers(task, base, scoring);
        Answers after = new Answers(task, edited, scoring);
        List<Change> changes = new ArrayList<>();
        int gained = 0;
        int lost = 0;
        for (int row = 0; row < task.rows().size(); row++) {
            if (base.isKnown(row) && edited.isKnown(row)) {
                boolean was = before.isRight(row);
                boolean is = after.isRight(row);
                gained += !was && is ? 1 : 0;
                lost += was && !is ? 1 : 0;
                boolean isOther =
                        before.answer(row) != after.answer(row)
                                || !base.text(row).equals(edited.text(row));
                if (was != is || (!was && isOther)) {
                    changes.add(change(task.rows().get(row), row, before, after));
                }
            }
        }
        changes.sort(
                Comparator.comparingDouble((Change change) -> -change.size())
                        .thenComparingInt(Change::row));
        return new Comparison(changes, gained, lost);
    }

    private static Change change(TaskRow asked, int row, Answers before, Answers after) {
        Kind kind = after.isRight(row) ? Kind.GAINED : before.isRight(row) ? Kind.LOST : Kind.OTHER;
        int followed = followed(asked);
        return new Change(
                row,
                kind,
                before.answer(row),
                after.answer(row),
                followed < 0 ? Double.NaN : before.probability(row, followed),
                followed < 0 ? Double.NaN : after.probability(row, followed));
    }

    /// Returns the choice whose probability is followed: the second of two, the right one of more;
    /// −1 without choices.
    public static int followed(TaskRow row) {
        return row.choices().size() == 2 ? 1 : row.truth();
    }

    /// Returns the probability, were gaining and losing equally likely, that the numbers of gained
    /// and lost rows are as far apart as they are: McNemar's exact test, two-sided; 1 where no row
    /// was gained or lost.
    public double mcNemar() {
        int both = gained + lost;
        return both == 0
                ? 1
                : Math.min(
                        1,
                        new BinomialTest()
                                .binomialTest(both, gained, 0.5, AlternativeHypothesis.TWO_SIDED));
    }
}
