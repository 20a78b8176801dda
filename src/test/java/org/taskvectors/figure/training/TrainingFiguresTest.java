package org.taskvectors.figure.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.taskvectors.figure.CurveFigure;
import org.taskvectors.figure.FigureExport;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.figure.FigureSet;
import org.taskvectors.figure.FigureSize;
import org.taskvectors.figure.PlaneFigure;
import org.taskvectors.figure.sheet.FigureJson;
import org.taskvectors.training.TrainingCurve;

class TrainingFiguresTest {
    private static TrainingFigures at(int step) {
        return of(MadeUpRun.curve(step));
    }

    private static TrainingFigures of(TrainingCurve curve) {
        return new TrainingFigures(MadeUpRun.words(), MadeUpRun.SCHEDULE, curve, true);
    }

    @Test
    void theAxisOfStepsIsThatOfTheWholeRun() {
        assertThat(at(3).loss().x()).isEqualTo(at(400).loss().x());
        assertThat(at(3).loss().x().high()).isEqualTo(500);
        assertThat(at(50).norms().orElseThrow().x()).isEqualTo(at(3).loss().x());
        assertThat(at(312).loss().now()).hasValue(312);
    }

    @Test
    void theThickLineIsTheMeanOfTwentyStepsAndOfFewerAtFirst() {
        CurveFigure loss = at(40).loss();
        List<CurveFigure.Point> each = loss.curves().getFirst().points();
        List<CurveFigure.Point> mean = loss.curves().getLast().points();
        assertThat(mean).hasSameSizeAs(each);
        assertThat(mean.getFirst()).isEqualTo(each.getFirst());
        double sum = 0;
        for (int i = 20; i < 40; i++) {
            sum += each.get(i).y();
        }
        assertThat(mean.getLast().y()).isCloseTo(sum / 20, within(1e-12));
    }

    @Test
    void aLossThatIsNoNumberEndsTheLine() {
        List<TrainingCurve.Step> steps = new ArrayList<>(MadeUpRun.curve(30).steps());
        steps.add(
                new TrainingCurve.Step(31, Double.POSITIVE_INFINITY, 1e-4, Double.NaN, 700, 32, 1));
        CurveFigure loss = of(new TrainingCurve(steps, List.of(), List.of())).loss();
        for (CurveFigure.Curve curve : loss.curves()) {
            assertThat(curve.points().getLast().x()).isEqualTo(31);
            assertThat(curve.points().getLast().y()).isNaN();
            assertThat(curve.points().get(29).y()).isFinite();
        }
    }

    @Test
    void theRateBehindTheLossIsThatOfEachStep() {
        CurveFigure.Backdrop behind = at(3).loss().backdrop().orElseThrow();
        assertThat(behind.points()).hasSize(500);
        // Of the first step it is that of transformers' step 0.
        assertThat(behind.points().getFirst().y()).isZero();
        assertThat(behind.points().get(25).y()).isEqualTo(2e-4);
        assertThat(behind.words()).isEqualTo("learning rate, at most 0.0002");
    }

    @Test
    void theBaseIsALineAndNeverTheBest() {
        CurveFigure judged = at(200).heldOut();
        assertThat(judged.references())
                .extracting(CurveFigure.Reference::words)
                .containsExactly("base 0.519");
        assertThat(judged.marks()).hasSize(1);
        double best = judged.marks().getFirst().x();
        double most =
                judged.curves().getFirst().points().stream()
                        .mapToDouble(CurveFigure.Point::y)
                        .max()
                        .orElseThrow();
        assertThat(judged.marks().getFirst().words())
                .isEqualTo("best " + TrainingFigures.ACCURACY.write(most));
        assertThat(best).isPositive();
        assertThat(at(10).heldOut().marks()).isEmpty();
        CurveFigure.Point one = judged.curves().getFirst().points().get(3);
        assertThat(one.low()).isLessThan(one.y());
        assertThat(one.high()).isGreaterThan(one.y());
        assertThat(one.count()).isEqualTo(MadeUpRun.ROWS);
    }

    @Test
    void rowsWithoutChoicesAreJudgedByTheirLossOfWhichTheLeastIsTheBest() {
        TrainingCurve curve =
                new TrainingCurve(
                        List.of(),
                        List.of(
                                new TrainingCurve.HeldOut(0, 3, Optional.empty()),
                                new TrainingCurve.HeldOut(25, 2, Optional.empty()),
                                new TrainingCurve.HeldOut(50, 1.5, Optional.empty()),
                                new TrainingCurve.HeldOut(75, 1.75, Optional.empty())),
                        List.of());
        CurveFigure figure = of(curve).heldOut();
        assertThat(figure.about().title()).isEqualTo("Held-out loss by step");
        assertThat(figure.marks()).containsExactly(new CurveFigure.Mark(0, 50, "best 1.500"));
        assertThat(figure.references().getFirst().words()).isEqualTo("base 3.000");
    }

    @Test
    void theMapHasAColumnForEachMeasuringAfterTheStart() {
        PlaneFigure map = at(110).norms().orElseThrow();
        assertThat(map.columns()).containsExactly(25.0, 50.0, 75.0, 100.0);
        assertThat(map.rows()).hasSize(MadeUpRun.LAYERS);
        TrainingCurve.Norms third = MadeUpRun.curve(110).norms().get(3);
        assertThat(map.values().get(20).get(2))
                .isEqualTo(OptionalDouble.of(third.byLayer().get(20)));
        assertThat(map.now()).hasValue(110);
        assertThat(at(10).norms()).isEmpty();
    }

    @Test
    void eachIsSavedInEveryFormatAndOnTheSheet() {
        FigureExport export = new FigureExport("test");
        for (FigureSet.Named one : at(312).all()) {
            assertThat(FigureJson.read(FigureJson.write(one.figure()))).contains(one.figure());
            for (FigureFormat format : FigureFormat.values()) {
                assertThat(export.render(one.figure(), format, FigureSize.ONE_COLUMN, 72))
                        .hasSizeGreaterThan(400);
            }
        }
        assertThat(at(312).all())
                .extracting(FigureSet.Named::name)
                .containsExactly("loss", "held-out-accuracy", "norm-by-layer-and-step");
    }

    @Test
    void whatIsOverHasNoLineAtWhatWasReached() {
        TrainingFigures over =
                new TrainingFigures(
                        MadeUpRun.words(), MadeUpRun.SCHEDULE, MadeUpRun.curve(500), false);
        assertThat(over.loss().now()).isEmpty();
        assertThat(at(312).all())
                .noneMatch(one -> one.figure() instanceof CurveFigure c && c.now().isPresent());
    }
}
