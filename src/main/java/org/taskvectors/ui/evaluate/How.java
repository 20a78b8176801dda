package org.taskvectors.ui.evaluate;

import java.util.List;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.Scoring;
import org.taskvectors.inference.Knob;

/// How the data are asked.
///
/// @param scoring which choice counts as the answer
/// @param sweep which points are asked
/// @param from the first λ
/// @param to the last λ
/// @param points how many values of λ lie between, both ends included
/// @param isFiner whether points are added where a curve bends
/// @param findsBest whether the best λ is searched
/// @param first the key of the plane's vector along the axis below; empty for the first
/// @param second the key of the plane's other vector; empty for the second
public record How(
        Scoring scoring,
        Sweep sweep,
        double from,
        double to,
        int points,
        boolean isFiner,
        boolean findsBest,
        String first,
        String second) {
    /// What nothing was said about.
    public static final How FIRST =
            new How(Scoring.LOG_LIKELIHOOD, Sweep.BOTH, -2, 2, 9, true, true, "", "");

    /// The most values of each λ of a plane.
    private static final int MOST_OF_PLANE = 41;

    /// The most points that are added to each curve where it bends.
    static final int FINER = 6;

    /// The most points that the search of the best λ adds to each curve.
    static final int BEST = 6;

    public How withScoring(Scoring newScoring) {
        return new How(newScoring, sweep, from, to, points, isFiner, findsBest, first, second);
    }

    public How withSweep(Sweep newSweep) {
        return new How(scoring, newSweep, from, to, points, isFiner, findsBest, first, second);
    }

    public How withFrom(double newFrom) {
        return new How(scoring, sweep, newFrom, to, points, isFiner, findsBest, first, second);
    }

    public How withTo(double newTo) {
        return new How(scoring, sweep, from, newTo, points, isFiner, findsBest, first, second);
    }

    public How withPoints(int newPoints) {
        return new How(scoring, sweep, from, to, newPoints, isFiner, findsBest, first, second);
    }

    public How withFiner(boolean nowFiner) {
        return new How(scoring, sweep, from, to, points, nowFiner, findsBest, first, second);
    }

    public How withBest(boolean nowBest) {
        return new How(scoring, sweep, from, to, points, isFiner, nowBest, first, second);
    }

    public How withPlane(String newFirst, String newSecond) {
        return new How(scoring, sweep, from, to, points, isFiner, findsBest, newFirst, newSecond);
    }

    /// Returns why it cannot be asked of so many vectors; empty where it can.
    public String wrong(int vectors, int layers) {
        if (sweep != Sweep.POINT && vectors == 0) {
            return "Add a vector to sweep its λ, or choose point for the base alone.";
        }
        if (sweep == Sweep.PLANE && vectors < 2) {
            return "A plane has two vectors: add another one.";
        }
        if (sweep == Sweep.LAYER && layers == 0) {
            return "How many layers the model has is known once it is loaded.";
        }
        if (sweep.hasRange() && !(from < to)) {
            return "λ has to go from a smaller value to a larger one.";
        }
        int most = sweep == Sweep.PLANE ? MOST_OF_PLANE : Plan.MOST_VALUES;
        return sweep.hasRange() && (points < 2 || points > most)
                ? "This sweep has 2 to " + most + " points along λ."
                : "";
    }

    /// Returns the points that it asks; [#wrong] is empty.
    ///
    /// @param knobs the vectors as they are laid
    /// @param keys of the vectors, as many
    /// @param layers how many the model has
    public Plan plan(List<Knob> knobs, List<String> keys, int layers) {
        return switch (sweep) {
            case POINT -> new Plan.Single(knobs, true);
            case BOTH, EACH ->
                    new Plan.Along(
                            knobs,
                            sweep == Sweep.EACH,
                            range(),
                            isFiner ? FINER : 0,
                            findsBest ? BEST : 0);
            case PLANE -> {
                int a = Math.max(0, keys.indexOf(first));
                int b = keys.indexOf(second);
                yield new Plan.Plane(knobs, a, b < 0 || b == a ? (a == 0 ? 1 : 0) : b, range());
            }
            case LAYER -> new Plan.Layers(knobs, layers);
        };
    }

    /// Returns how many points a plane has: those beside its grid too, where a vector is alone.
    int planePoints() {
        boolean isRight = from < to && points >= 2 && points <= Plan.MOST_VALUES;
        int beside = isRight && !range().values().contains(0.0) ? 2 * points + 1 : 0;
        return points * points + beside;
    }

    private Plan.Range range() {
        return new Plan.Range(from, to, points);
    }
}
