package org.taskvectors.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.taskvectors.inference.Knob;

/// Which points a sweep asks, and what it says of them.
class SweepTest {
    private static final int ROWS = 200;

    private final Task task =
            Studies.task(
                    IntStream.range(0, ROWS).map(row -> row % 2).boxed().toList(),
                    List.of(" a", " b"));

    private Scores share(double share, double divergence) {
        return Studies.firstRight(task, (int) Math.round(share * ROWS), divergence);
    }

    private Study study(Plan.Along plan, DoubleUnaryOperator accuracy, DoubleUnaryOperator far) {
        List<PointResult> points = new ArrayList<>();
        for (double lambda : plan.range().values()) {
            points.add(
                    Studies.point(
                            plan,
                            lambda,
                            share(accuracy.applyAsDouble(lambda), far.applyAsDouble(lambda))));
        }
        return Studies.study(task, plan, points, share(accuracy.applyAsDouble(0), 0));
    }

    @Test
    void valuesAreAtEqualDistancesAndExact() {
        assertThat(new Plan.Range(-0.3, 0.3, 7).values())
                .containsExactly(-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3);
    }

    @Test
    void theShapeIsSeenEarly() {
        Plan.Range range = new Plan.Range(-2, 2, 9);

        assertThat(range.coarseFirst().subList(0, 3)).containsExactlyInAnyOrder(-2.0, 0.0, 2.0);
        assertThat(range.coarseFirst()).containsExactlyInAnyOrderElementsOf(range.values());
        for (int points = 2; points <= 41; points++) {
            Plan.Range one = new Plan.Range(-1, 2, points);
            assertThat(one.coarseFirst()).containsExactlyInAnyOrderElementsOf(one.values());
        }
    }

    @Test
    void aRangeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Plan.Range(1, 1, 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Plan.Range(0, Double.NaN, 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Plan.Range(0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Plan.Range(0, 1, Plan.MOST_VALUES + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPlaneAsksItsAxesFirst() {
        List<Knob> knobs = List.of(Knob.everywhere(1), Knob.everywhere(1), Knob.everywhere(1));
        Plan.Plane plane = new Plan.Plane(knobs, 0, 2, new Plan.Range(-1, 1.5, 6));

        List<Point> points = plane.points();

        // 6 × 6, and the axes and the base, which the range does not hold: −1, −0.5, 0 are in it.
        assertThat(points).hasSize(36);
        assertThat(points.getFirst().isBase()).isTrue();
        assertThat(points.subList(0, 11))
                .allMatch(point -> point.at().getFirst() == 0 || point.at().getLast() == 0);
        assertThat(points).allMatch(point -> point.knobs().get(1).lambda() == 0);
        Plan.Plane without = new Plan.Plane(knobs, 0, 1, new Plan.Range(0.5, 1.5, 2));
        assertThat(without.points()).hasSize(4 + 4 + 1);
        for (Plan.Plane one : List.of(plane, without)) {
            for (Point point : one.points()) {
                assertThat(one.at(point.at())).isEqualTo(point);
            }
        }
        for (List<Double> no : List.of(List.of(0.25, 0.5), List.of(-0.0, 0.5), List.of(0.5))) {
            assertThatThrownBy(() -> without.at(no)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void eachVectorIsSweptAlone() {
        List<Knob> knobs = List.of(Knob.everywhere(1), Knob.everywhere(0.5));
        Plan.Along each = new Plan.Along(knobs, true, new Plan.Range(0, 1, 2), 0, 0);

        assertThat(each.point(0, 0.7).knobs().stream().map(Knob::lambda).toList())
                .containsExactly(0.7, 0.0);
        assertThat(each.at(List.of(1.0, 0.3)).knobs().stream().map(Knob::lambda).toList())
                .containsExactly(0.0, 0.3);
        assertThatThrownBy(() -> each.at(List.of(2.0, 0.3)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void layersAreTakenAloneAndLeftOut() {
        Plan.Layers plan = new Plan.Layers(List.of(Knob.everywhere(0.5)), 3);

        assertThat(plan.points()).hasSize(1 + 2 * (3 + 1));
        for (Point point : plan.points()) {
            assertThat(plan.at(point.at())).isEqualTo(point);
        }
    }

    @Test
    void aCurveIsMadeFinerWhereItBends() {
        Plan.Along plan = Studies.along(-2, 2, 9, 4, 0);
        Study bent = study(plan, lambda -> lambda < 0.5 ? 0.5 : 0.9, _ -> 0);

        double next = Refinement.next(bent, plan, 0).orElseThrow();

        assertThat(next).isBetween(-0.5, 1.0);
        assertThat(bent.at(plan.point(0, next).at())).isEmpty();
        Study level = study(plan, _ -> 0.5, _ -> 0);
        assertThat(Refinement.next(level, plan, 0)).isEmpty();
        Study straight = study(plan, lambda -> 0.5 + lambda / 10, _ -> 0);
        assertThat(Refinement.next(straight, plan, 0)).isEmpty();
    }

    @Test
    void theBestIsSearchedOnHalfOfTheRows() throws Exception {
        Plan.Along plan = Studies.along(-2, 2, 9, 0, 12);
        DoubleUnaryOperator hill = lambda -> 0.9 - (lambda - 0.62) * (lambda - 0.62) / 4;
        List<Study> now = new ArrayList<>(List.of(study(plan, hill, _ -> 0)));
        List<Double> asked = new ArrayList<>();

        BestSearch.search(
                now.getFirst(),
                plan,
                0,
                lambda -> {
                    asked.add(lambda);
                    List<PointResult> points = new ArrayList<>(now.getFirst().points());
                    points.add(Studies.point(plan, lambda, share(hill.applyAsDouble(lambda), 0)));
                    now.set(
                            0,
                            Studies.study(
                                    task, plan, points, now.getFirst().base().scores().getFirst()));
                    return now.getFirst();
                });

        BestSearch.Best best =
                BestSearch.best(now.getFirst(), now.getFirst().points()).orElseThrow();
        assertThat(best.point().point().at().getLast()).isCloseTo(0.62, within(0.2));
        assertThat(asked).hasSizeBetween(1, 12).allMatch(lambda -> lambda >= 0 && lambda <= 1);
        assertThat(best.reported().getFirst().right().rows()).isEqualTo(ROWS / 2);
    }

    @Test
    void bothHalvesHaveAllAnswersWhateverTheOrder() {
        for (Task one :
                List.of(
                        task,
                        Studies.task(
                                IntStream.range(0, ROWS)
                                        .map(row -> row * 2 / ROWS)
                                        .boxed()
                                        .toList(),
                                List.of(" a", " b")))) {
            BitSet search = BestSearch.ofSearch(one);
            for (int truth = 0; truth < 2; truth++) {
                int of = truth;
                long rows =
                        search.stream().filter(row -> one.rows().get(row).truth() == of).count();
                assertThat(rows).isEqualTo(ROWS / 4);
            }
        }
    }

    @Test
    void whatIsReportedWasNotSearched() {
        // One half says that the first point is best, the other that it is not.
        BitSet search = BestSearch.ofSearch(task);
        List<List<Double>> even = new ArrayList<>();
        List<List<Double>> odd = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            int truth = row % 2;
            List<Double> right = truth == 0 ? List.of(-0.1, -1.0) : List.of(-1.0, -0.1);
            List<Double> wrong = truth == 0 ? List.of(-1.0, -0.1) : List.of(-0.1, -1.0);
            even.add(search.get(row) ? right : wrong);
            odd.add(search.get(row) ? wrong : right);
        }
        Plan.Along plan = Studies.along(0, 1, 2, 0, 0);
        Study study =
                Studies.study(
                        task,
                        plan,
                        List.of(
                                Studies.point(plan, 0, Studies.scores(task, even, 0)),
                                Studies.point(plan, 1, Studies.scores(task, odd, 0))),
                        task.blank());

        BestSearch.Best best = BestSearch.best(study, study.points()).orElseThrow();

        assertThat(best.point().point().at().getLast()).isZero();
        assertThat(best.searched()).isEqualTo(1);
        assertThat(best.accuracy()).isZero();
    }

    @Test
    void aCollapseIsWhereAccuracyIsLostAgain() {
        Plan.Along plan = Studies.along(-2, 2, 9, 0, 0);
        Study study =
                study(
                        plan,
                        lambda -> lambda >= 0.5 && lambda < 1.5 ? 0.8 : 0.5,
                        lambda -> lambda * lambda / 2);

        assertThat(Collapse.of(study, 0, true, Collapse.Reason.ACCURACY))
                .map(Collapse::lambda)
                .contains(1.5);
        assertThat(Collapse.of(study, 0, true, Collapse.Reason.DIVERGENCE))
                .map(Collapse::lambda)
                .contains(1.5);
        // It was never better there, so nothing collapses.
        assertThat(Collapse.of(study, 0, false, Collapse.Reason.ACCURACY)).isEmpty();
        assertThat(Collapse.of(study, 0, false, Collapse.Reason.DIVERGENCE))
                .map(Collapse::lambda)
                .contains(-1.5);
    }

    @Test
    void interplayCountsAnswersThatDifferFromEachVectorAlone() {
        List<Knob> knobs = List.of(Knob.everywhere(1), Knob.everywhere(1));
        Plan.Plane plane = new Plan.Plane(knobs, 0, 1, new Plan.Range(0, 1, 2));
        Task other = Studies.task(Collections.nCopies(10, 0), List.of(" a", " b"));
        List<PointResult> points =
                List.of(
                        plane(plane, other, 1, 1, 8, 6),
                        plane(plane, other, 1, 0, 9, 2),
                        plane(plane, other, 0, 1, 3, 10));
        Study study =
                new Study(
                        Studies.facts(),
                        List.of(other, other),
                        plane,
                        points.getFirst(),
                        points,
                        false);

        // Of A one row of ten differs, of B four.
        assertThat(Interplay.at(study, plane, 1, 1, 0, 1).orElseThrow())
                .isCloseTo(0.1 + 0.4, within(1e-12));
        assertThat(Interplay.at(study, plane, 0, 0, 0, 1)).isEmpty();
    }

    private static PointResult plane(
            Plan.Plane plane, Task task, double a, double b, int rightA, int rightB) {
        return new PointResult(
                plane.point(a, b),
                List.of(Studies.firstRight(task, rightA, 0), Studies.firstRight(task, rightB, 0)),
                "");
    }

    @Test
    void changesAreSortedByHowFarTheProbabilityMoved() {
        Task three = Studies.task(List.of(0, 1, 1, 0), List.of(" a", " b"));
        Scores before =
                Studies.scores(
                        three,
                        List.of(
                                List.of(-1.0, -2.0),
                                List.of(-1.0, -2.0),
                                List.of(-1.0, -5.0),
                                List.of(-2.0, -1.0)),
                        0);
        Scores after =
                Studies.scores(
                        three,
                        List.of(
                                List.of(-2.0, -1.0),
                                List.of(-2.0, -1.9),
                                List.of(-5.0, -1.0),
                                List.of(-3.0, -1.0)),
                        0);

        Comparison comparison = Comparison.of(three, before, after, Scoring.LOG_LIKELIHOOD);

        assertThat(comparison.gained()).isEqualTo(2);
        assertThat(comparison.lost()).isEqualTo(1);
        assertThat(comparison.changes().stream().map(Comparison.Change::row).toList())
                .containsExactly(2, 0, 1);
        assertThat(comparison.changes().stream().map(Comparison.Change::kind).toList())
                .containsExactly(
                        Comparison.Kind.GAINED, Comparison.Kind.LOST, Comparison.Kind.GAINED);
        assertThat(comparison.changes().getFirst().editedProbability())
                .isCloseTo(1 / (1 + Math.exp(-4)), within(1e-12));
    }

    @Test
    void anAnswerThatIsNotDefinedIsWrongAndCounted() {
        Task two = Studies.task(List.of(0, 1), List.of(" a", " b"));
        Scores broken =
                Studies.scores(two, List.of(List.of(Double.NaN, -1.0), List.of(-2.0, -1.0)), 0);

        TaskResult result = TaskResult.of(two, broken, Scoring.LOG_LIKELIHOOD);

        assertThat(result.right()).isEqualTo(new Proportion(1, 2));
        assertThat(result.undefined()).isEqualTo(1);
        assertThat(result.confusion()).isEqualTo(List.of(List.of(0, 0), List.of(0, 1)));
        assertThat(Optional.of(result.mostFrequent())).contains(0.5);
    }
}
