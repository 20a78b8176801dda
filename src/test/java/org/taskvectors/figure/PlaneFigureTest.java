package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PlaneFigureTest {
    private static final FigureStyle SCREEN = FigureStyle.screen(FigureTheme.LIGHT, 1);

    @Test
    void cellsEndHalfWayBetweenUnevenPlaces() {
        assertThat(PlanePlace.edges(List.of(-1.0, 0.0, 0.5), EvaluationFigures.LAMBDA_A))
                .containsExactly(-1.5, -0.5, 0.25, 0.75);
        assertThat(PlanePlace.edges(List.of(0.0), EvaluationFigures.LAMBDA_A))
                .containsExactly(-1.0, 2.0);
    }

    @Test
    void aClickGivesTheCellUnderIt() {
        PlaneFigure figure = EvaluationFigures.plane(169);
        PlanePlace place = draw(figure);
        for (double x : figure.columns()) {
            for (double y : figure.rows()) {
                assertThat(place.point(place.x(x) + 3, place.y(y) - 3, true))
                        .contains(new AxisPoint(x, y, true));
            }
        }
        // Beyond the plane the nearest cell.
        assertThat(place.point(-50, -50, false)).contains(new AxisPoint(-1, 2, false));
    }

    @Test
    void theFirstRowIsAtTheBottom() {
        PlaneFigure figure = EvaluationFigures.plane(169);
        PlanePlace place = draw(figure);
        assertThat(place.y(-1)).isGreaterThan(place.y(2));
        assertThat(place.cell(0, 0, SCREEN).getMaxY())
                .isCloseTo(place.area().getMaxY(), within(1.0));
        assertThat(FigureWords.heading(figure, new Spot(0, OptionalInt.of(12))))
                .isEqualTo("λ of SST-2 = −1, λ of MNLI = −1");
    }

    @Test
    void toldApartAreNotComputedAndUndefined() {
        PlaneFigure figure = EvaluationFigures.plane(13);
        Palette palette = Palette.LIGHT;
        assertThat(PlanePainter.fill(OptionalDouble.empty(), figure.scale(), palette))
                .isEqualTo(palette.empty());
        assertThat(FigureWords.lines(figure, new Spot(3, OptionalInt.of(0))))
                .extracting(FigureWords.Line::value)
                .containsExactly("not computed");
        assertThat(FigureWords.lines(figure, new Spot(12, OptionalInt.of(12))))
                .extracting(FigureWords.Line::value)
                .containsExactly("–");
        assertThat(FigureWords.summary(figure)).contains("13 of 169 cells computed");
    }

    @Test
    void wordsStandInsideAndApartWhereverThePlaceIs() {
        for (double x : new double[] {-1, 0.75, 2}) {
            for (double y : new double[] {-1, 0.75, 2}) {
                PlaneFigure figure =
                        EvaluationFigures.plane(169)
                                .withChosen(
                                        Optional.of(new PlaneFigure.Choice(x, y, "chosen 0.713")));
                PlanePlace place = draw(figure);
                List<PlaneWords.Word> words = new PlaneWords(figure, place, SCREEN).draw(nowhere());
                assertThat(words).extracting(PlaneWords.Word::text).contains("chosen 0.713");
                for (int i = 0; i < words.size(); i++) {
                    assertThat(place.area().contains(words.get(i).box())).isTrue();
                    for (int j = 0; j < i; j++) {
                        assertThat(words.get(i).box().intersects(words.get(j).box())).isFalse();
                    }
                }
            }
        }
    }

    @Test
    void theTableHasALineForEachComputedCell() {
        PlaneFigure figure =
                plane(
                        List.of(0.0, 1.0),
                        List.of(OptionalDouble.of(0.5), OptionalDouble.empty()),
                        List.of(OptionalDouble.of(Double.NaN), OptionalDouble.of(0.75)));
        assertThat(CsvTable.of(figure))
                .isEqualTo(
                        String.join(
                                "\r\n",
                                "λ of SST-2,λ of MNLI,accuracy",
                                "0.0,0.0,0.5",
                                "0.0,1.0,",
                                "1.0,1.0,0.75",
                                ""));
    }

    @Test
    void theScaleSaysItsEndsAndItsMiddle() {
        assertThat(NiceScale.bar(0.4, 0.72).labels()).containsExactly("0.40", "0.56", "0.72");
        assertThat(NiceScale.bar(-0.5, 0.5).labels()).containsExactly("−0.5", "0.0", "0.5");
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        assertThatThrownBy(() -> plane(List.of(1.0, 0.0), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plane(List.of(0.0, 1.0), List.of(OptionalDouble.of(1)), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneThatGrowsKeepsItsAxisAndFillsItFromTheLeft() {
        PlaneFigure figure =
                PlaneFigure.of(
                                EvaluationFigures.about(),
                                new AxisRange("step", "step", 0, 100, true),
                                AxisRange.layers(2),
                                EvaluationFigures.ACCURACY,
                                List.of(10.0, 20.0),
                                List.of(0.0, 1.0),
                                List.of(
                                        List.of(OptionalDouble.of(0.1), OptionalDouble.of(0.2)),
                                        List.of(OptionalDouble.of(0.3), OptionalDouble.of(0.4))),
                                ColourScale.sequential(0, 1))
                        .asGrowing(OptionalDouble.of(23));
        PlanePlace place = draw(figure);
        Rectangle2D area = place.area();
        Rectangle2D second = place.cell(1, 0, SCREEN);
        assertThat(second.getMinX()).isCloseTo(area.getMinX() + area.getWidth() * 0.1, within(1.0));
        assertThat(second.getMaxX()).isCloseTo(area.getMinX() + area.getWidth() * 0.2, within(1.0));
        // What is measured at step 20 is said of the steps after 10.
        assertThat(place.spot(place.x(15), area.getCenterY()).orElseThrow().position()).isOne();
        assertThat(place.spot(place.x(50), area.getCenterY())).isEmpty();
        assertThat(place.at(15).orElseThrow()).isEqualTo(new Spot(1, OptionalInt.empty()));
        assertThat(place.hover(new Spot(1, OptionalInt.empty())))
                .first()
                .isInstanceOfSatisfying(
                        HoverMark.Frame.class,
                        frame ->
                                assertThat(frame.box().getHeight())
                                        .isCloseTo(area.getHeight(), within(1e-9)));
        assertThat(CsvTable.of(figure)).contains("step,Layer,accuracy", "20,1,0.4");
        assertThat(figure.withoutChoice().growing()).isTrue();
        assertThat(figure.withoutChoice().now()).isEmpty();
    }

    private static PlaneFigure plane(
            List<Double> places, List<OptionalDouble> first, List<OptionalDouble> second) {
        return PlaneFigure.of(
                EvaluationFigures.about(),
                EvaluationFigures.LAMBDA_A,
                EvaluationFigures.LAMBDA_B,
                EvaluationFigures.ACCURACY,
                places,
                places,
                List.of(first, second),
                ColourScale.sequential(0, 1));
    }

    private static Graphics2D nowhere() {
        return new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    }

    private static PlanePlace draw(PlaneFigure figure) {
        return new PlanePainter(figure, SCREEN)
                .draw(nowhere(), new Rectangle2D.Double(0, 0, 370, 250));
    }
}
