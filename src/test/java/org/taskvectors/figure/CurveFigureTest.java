package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveFigureTest {
    private static final FigureStyle SCREEN = FigureStyle.screen(FigureTheme.LIGHT, 1);
    private static final Rectangle2D ROOM = new Rectangle2D.Double(0, 0, 565, 250);

    @Test
    void pointsAreSortedAndNoTwoLieAtOneX() {
        CurveFigure.Curve curve =
                new CurveFigure.Curve(
                        "a",
                        Look.vector(0),
                        List.of(CurveFigure.Point.of(1, 2), CurveFigure.Point.of(-1, 3)));
        assertThat(curve.points()).extracting(CurveFigure.Point::x).containsExactly(-1.0, 1.0);
        assertThatThrownBy(
                        () ->
                                new CurveFigure.Curve(
                                        "a",
                                        Look.vector(0),
                                        List.of(
                                                CurveFigure.Point.of(1, 2),
                                                CurveFigure.Point.of(1, 3))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theScaleHoldsIntervalsAndReferenceLines() {
        CurveFigure figure =
                simple(new CurveFigure.Point(0, 0.5, 0.31, 0.69, 20))
                        .withReferences(List.of(new CurveFigure.Reference(0.12, "chance")));
        NiceScale scale = new CurvePainter(figure, SCREEN).scale(250);
        assertThat(scale.low()).isLessThanOrEqualTo(0.12);
        assertThat(scale.high()).isBetween(0.69, 0.9);
    }

    @Test
    void theXAxisStaysWhilePointsArrive() {
        CurvePlace one = draw(EvaluationFigures.two(List.of(0.5)));
        CurvePlace all = draw(EvaluationFigures.two());
        assertThat(all.frame().x(-2) - all.area().getMinX()).isZero();
        assertThat(one.frame().x(-2) - one.area().getMinX()).isZero();
        assertThat(one.frame().x(2)).isEqualTo(one.area().getMaxX());
    }

    @Test
    void aValueBeyondAFixedAxisIsKnownToBeBeyond() {
        CurveFigure figure =
                CurveFigure.of(
                        EvaluationFigures.about(),
                        EvaluationFigures.LAMBDA,
                        EvaluationFigures.ACCURACY,
                        ValueRange.fixed(0.4, 0.6),
                        List.of(curve(CurveFigure.Point.of(0, 0.9))));
        CurvePlace place = draw(figure);
        assertThat(place.beyond(0.9)).isOne();
        assertThat(place.beyond(0.3)).isEqualTo(-1);
        assertThat(place.beyond(0.6)).isZero();
        assertThat(place.y(0.9)).isCloseTo(place.area().getMinY(), within(1e-9));
    }

    @Test
    void zeroOnALogarithmicAxisLiesBelowIt() {
        CurveFigure figure =
                CurveFigure.of(
                        EvaluationFigures.about(),
                        EvaluationFigures.LAMBDA,
                        EvaluationFigures.ACCURACY,
                        ValueRange.logarithmic(),
                        List.of(
                                curve(
                                        CurveFigure.Point.of(0, 0),
                                        CurveFigure.Point.of(1, 0.1),
                                        CurveFigure.Point.of(2, 8))));
        CurvePlace place = draw(figure);
        assertThat(place.beyond(0)).isEqualTo(-1);
        assertThat(place.y(0)).isCloseTo(place.area().getMaxY(), within(1e-9));
    }

    @Test
    void whatLiesBehindHasAColumnOfItsOwnAndIsSaidUnderThePointer() {
        CurveFigure figure =
                simple(CurveFigure.Point.of(-1, 1), CurveFigure.Point.of(1, 2))
                        .withBackdrop(
                                new CurveFigure.Backdrop(
                                        EvaluationFigures.ACCURACY,
                                        "accuracy, at most 0.750",
                                        List.of(
                                                CurveFigure.Point.of(1, 0.75),
                                                CurveFigure.Point.of(2, 0.25))));
        assertThat(FigureFacts.of(figure).table())
                .extracting(List::getLast)
                .containsExactly("accuracy", "", "0.75");
        assertThat(FigureFacts.of(figure).notes(new Spot(1, OptionalInt.of(0))))
                .containsExactly("accuracy 0.750");
        assertThat(FigureFacts.of(figure).notes(new Spot(0, OptionalInt.of(0)))).isEmpty();
        // It takes no part in the axis.
        assertThat(draw(figure).y(1))
                .isEqualTo(
                        draw(simple(CurveFigure.Point.of(-1, 1), CurveFigure.Point.of(1, 2))).y(1));
    }

    @Test
    void ofMorePointsThanALineShowsTheExtremesAreKept() {
        List<CurveFigure.Point> many =
                IntStream.range(0, 100_000)
                        .mapToObj(i -> CurveFigure.Point.of(i, i == 54_321 ? 9 : i % 7))
                        .toList();
        List<CurveFigure.Point> seen = SeenPoints.of(many, 0, 100_000, 500);
        assertThat(seen).hasSizeLessThanOrEqualTo(2000).contains(many.get(54_321));
        assertThat(seen.getFirst()).isEqualTo(many.getFirst());
        assertThat(seen.getLast()).isEqualTo(many.getLast());
        assertThat(seen).isSortedAccordingTo((a, b) -> Double.compare(a.x(), b.x()));
        assertThat(SeenPoints.of(many.subList(0, 2000), 0, 100_000, 500)).hasSize(2000);
    }

    @Test
    void anUndefinedValueIsAGap() {
        CurveFigure figure =
                simple(
                        CurveFigure.Point.of(-1, 1),
                        CurveFigure.Point.of(0, 2),
                        CurveFigure.Point.of(0.5, Double.NaN),
                        CurveFigure.Point.of(1, 2));
        CurvePlace place = draw(figure);
        assertThat(place.runs(figure.curves().getFirst()))
                .extracting(List::size)
                .containsExactly(2, 1);
    }

    @Test
    void aBandCoversNeighboursWithIntervalsAlone() {
        CurveFigure figure =
                simple(
                        new CurveFigure.Point(-2, 1, 0.9, 1.1, 10),
                        new CurveFigure.Point(-1, 1, 0.9, 1.1, 10),
                        CurveFigure.Point.of(0, 1),
                        new CurveFigure.Point(1, 1, 0.9, 1.1, 10));
        CurvePlace place = draw(figure);
        var bands = CurvePainter.bands(place, figure.curves().getFirst());
        assertThat(bands).hasSize(1);
        Rectangle2D box = bands.getFirst().getBounds2D();
        assertThat(box.getMinX()).isCloseTo(place.frame().x(-2), within(1e-6));
        assertThat(box.getMaxX()).isCloseTo(place.frame().x(-1), within(1e-6));
    }

    @Test
    void aClickNearAComputedXChoosesIt() {
        CurvePlace place = draw(EvaluationFigures.two());
        double x = place.frame().x(0.875);
        assertThat(x(place, x + 4)).isEqualTo(0.875);
        assertThat(x(place, x - 4)).isEqualTo(0.875);
    }

    @Test
    void aClickElsewhereGivesAShortDecimal() {
        CurvePlace place = draw(EvaluationFigures.two());
        double chosen = x(place, place.frame().x(-1.237));
        assertThat(chosen).isCloseTo(-1.237, within(0.006));
        assertThat(Double.toString(chosen).length()).isLessThanOrEqualTo(6);
        assertThat(x(place, -100)).isEqualTo(-2);
        assertThat(x(place, 5000)).isEqualTo(2);
    }

    @Test
    void aClickOnAnAxisOfLayersGivesALayer() {
        CurveFigure figure =
                CurveFigure.of(
                        EvaluationFigures.about(),
                        AxisRange.layers(12),
                        EvaluationFigures.ACCURACY,
                        ValueRange.automatic(),
                        List.of(curve(CurveFigure.Point.of(3, 0.5))));
        CurvePlace place = draw(figure);
        assertThat(x(place, place.frame().x(7.4))).isEqualTo(7);
        assertThat(x(place, place.area().getMaxX())).isEqualTo(11);
        assertThat(FigureWords.heading(figure, new Spot(0, OptionalInt.of(0))))
                .isEqualTo("Layer 3");
    }

    @Test
    void aFigureWithoutPointsCanBeDrawnAndClicked() {
        CurvePlace place = draw(simple());
        assertThat(place.spot(200, 100)).isEmpty();
        assertThat(x(place, place.frame().x(0))).isEqualTo(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void wordsStandInsideAndApart(int count) {
        CurveFigure figure = many(count);
        CurvePlace place = draw(figure);
        List<CurveWords.Word> words = words(figure, place);
        // Chance in words, the zone's two lines, and a mark at least.
        assertThat(words).hasSizeGreaterThanOrEqualTo(3);
        for (int i = 0; i < words.size(); i++) {
            assertThat(place.area().contains(words.get(i).box())).as(words.get(i).text()).isTrue();
            for (int j = 0; j < i; j++) {
                assertThat(words.get(i).box().intersects(words.get(j).box()))
                        .as(words.get(i).text() + " on " + words.get(j).text())
                        .isFalse();
            }
        }
    }

    @Test
    void theWordsOfTheBestPointKeepToTheSideThatHasRoom() {
        assertThat(bestBox(-2).getMinX()).isGreaterThan(draw(best(-2)).frame().x(-2));
        assertThat(bestBox(2).getMaxX()).isLessThan(draw(best(2)).frame().x(2));
        // Where both sides have room they stand at the left, above.
        CurvePlace place = draw(best(0));
        assertThat(bestBox(0).getMaxX()).isLessThan(place.frame().x(0));
        assertThat(bestBox(0).getMaxY()).isLessThan(place.y(0.9));
    }

    /// Forty names of one point have no room for all their words.
    @Test
    void aNamedPointWithoutRoomIsSaidUnderThePointer() {
        CurveFigure figure =
                simple(CurveFigure.Point.of(0, 0.5), CurveFigure.Point.of(1, 0.6))
                        .withMarks(
                                IntStream.range(0, 40)
                                        .mapToObj(i -> new CurveFigure.Mark(0, 1, "best " + i))
                                        .toList());
        assertThat(words(figure, draw(figure))).hasSizeBetween(1, 39);
        assertThat(FigureWords.notes(figure, new Spot(1, OptionalInt.of(0))))
                .hasSize(40)
                .contains("a: best 39");
    }

    @Test
    void wordsOfAReferenceStandAtItsLine() {
        CurveFigure figure = EvaluationFigures.two();
        CurvePlace place = draw(figure);
        for (CurveFigure.Reference line : figure.references()) {
            CurveWords.Word word =
                    words(figure, place).stream()
                            .filter(one -> one.text().equals(line.words()))
                            .findFirst()
                            .orElseThrow();
            assertThat(Math.abs(word.box().getCenterY() - place.y(line.y()))).isLessThan(30);
            assertThat(word.isClear()).isTrue();
        }
    }

    @Test
    void saysEveryValueAtAPlaceWithIntervalAndCount() {
        CurveFigure figure =
                CurveFigure.of(
                        EvaluationFigures.about(),
                        EvaluationFigures.LAMBDA,
                        EvaluationFigures.ACCURACY,
                        ValueRange.automatic(),
                        List.of(
                                new CurveFigure.Curve(
                                        "SST-2",
                                        Look.vector(0),
                                        List.of(
                                                new CurveFigure.Point(
                                                        1, 0.798, 0.77, 0.823, 1872))),
                                new CurveFigure.Curve(
                                        "MNLI",
                                        Look.vector(1),
                                        List.of(CurveFigure.Point.of(0, 0.5)))));
        Spot spot = new Spot(1, OptionalInt.of(0));
        assertThat(FigureWords.heading(figure, spot)).isEqualTo("λ = 1");
        assertThat(FigureWords.lines(figure, spot))
                .containsExactly(
                        new FigureWords.Line(
                                0, "SST-2", "0.798", List.of("0.770 – 0.823", "n 1,872")),
                        new FigureWords.Line(1, "MNLI", "not computed"));
        assertThat(FigureWords.sentence(figure, spot))
                .isEqualTo("λ = 1; SST-2 0.798, 0.770 – 0.823, n 1,872; MNLI not computed");
        assertThat(FigureWords.summary(figure)).contains("SST-2: 1 point, least 0.798 at λ = 1");
    }

    @Test
    void saysTheRuleOfAZoneInsideItAlone() {
        CurveFigure figure = EvaluationFigures.two();
        int inside = figure.computed().indexOf(1.5);
        assertThat(FigureWords.notes(figure, new Spot(inside, OptionalInt.empty())))
                .singleElement()
                .asString()
                .contains("interval of chance");
        assertThat(FigureWords.notes(figure, new Spot(0, OptionalInt.empty()))).isEmpty();
    }

    @Test
    void theTableHasALineForEachPoint() {
        CurveFigure figure =
                simple(
                        new CurveFigure.Point(-0.5, 0.25, 0.125, 0.5, 8),
                        CurveFigure.Point.of(1, Double.NaN));
        assertThat(CsvTable.of(figure))
                .isEqualTo(
                        String.join(
                                "\r\n",
                                "series,coefficient λ of both,accuracy,interval low,interval"
                                        + " high,n",
                                "a,-0.5,0.25,0.125,0.5,8",
                                "a,1.0,,,,",
                                ""));
    }

    @Test
    void isSavedWithoutWhatWasChosen() {
        CurveFigure figure = EvaluationFigures.two();
        assertThat(figure.chosen()).isPresent();
        assertThat(figure.withoutChoice().chosen()).isEmpty();
        assertThat(figure.withoutChoice().zones()).isEqualTo(figure.zones());
    }

    private static double x(CurvePlace place, double x) {
        return place.point(x, place.area().getCenterY(), true).orElseThrow().x();
    }

    private static CurveFigure best(double x) {
        return CurveFigure.of(
                        EvaluationFigures.about(),
                        EvaluationFigures.LAMBDA,
                        EvaluationFigures.ACCURACY,
                        ValueRange.fixed(0.4, 1.1),
                        List.of(
                                curve(
                                        CurveFigure.Point.of(-2, x == -2 ? 0.9 : 0.5),
                                        CurveFigure.Point.of(0, x == 0 ? 0.9 : 0.5),
                                        CurveFigure.Point.of(2, x == 2 ? 0.9 : 0.5))))
                .withMarks(List.of(new CurveFigure.Mark(0, x, "best of all")));
    }

    private static Rectangle2D bestBox(double x) {
        CurveFigure figure = best(x);
        return words(figure, draw(figure)).getFirst().box();
    }

    private static CurveFigure many(int count) {
        List<CurveFigure.Curve> curves = new ArrayList<>();
        List<CurveFigure.Reference> lines = new ArrayList<>();
        List<CurveFigure.Mark> marks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double floor = 0.5 - 0.06 * (i % 4);
            double peak = floor + 0.05 * (i + 1);
            curves.add(
                    EvaluationFigures.curve(
                            "vector " + i,
                            Look.vector(i),
                            EvaluationFigures.COARSE,
                            x -> EvaluationFigures.bump(x, floor, peak),
                            500));
            lines.add(new CurveFigure.Reference(floor, "chance " + i));
            marks.add(new CurveFigure.Mark(i, 0.875, "best of " + i));
        }
        return CurveFigure.of(
                        EvaluationFigures.about(),
                        EvaluationFigures.LAMBDA,
                        EvaluationFigures.ACCURACY,
                        ValueRange.automatic(),
                        curves)
                .withReferences(lines)
                .withMarks(marks)
                .withZones(EvaluationFigures.two().zones())
                .withChosen(OptionalDouble.of(1));
    }

    private static CurveFigure.Curve curve(CurveFigure.Point... points) {
        return new CurveFigure.Curve("a", Look.vector(0), List.of(points));
    }

    private static CurveFigure simple(CurveFigure.Point... points) {
        return CurveFigure.of(
                EvaluationFigures.about(),
                EvaluationFigures.LAMBDA,
                EvaluationFigures.ACCURACY,
                ValueRange.automatic(),
                List.of(curve(points)));
    }

    private static Graphics2D nowhere() {
        return new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    }

    private static CurvePlace draw(CurveFigure figure) {
        return new CurvePainter(figure, SCREEN).draw(nowhere(), ROOM);
    }

    private static List<CurveWords.Word> words(CurveFigure figure, CurvePlace place) {
        return new CurveWords(figure, place, SCREEN).draw(nowhere());
    }
}
