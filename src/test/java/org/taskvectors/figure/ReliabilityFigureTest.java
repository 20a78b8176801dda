package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReliabilityFigureTest {
    private static final FigureStyle SCREEN = FigureStyle.screen(FigureTheme.LIGHT, 1);

    @Test
    void findsTheBinAndTheNearerSide() {
        ReliabilityPlace place = draw(EvaluationFigures.reliability());
        double x = place.frame().x(0.95);
        double edited = place.frame().y(place.bin(1, 9).accuracy());
        double base = place.frame().y(place.bin(0, 9).accuracy());
        assertThat(place.spot(x, edited - 1)).contains(new Spot(9, OptionalInt.of(1)));
        assertThat(place.spot(x, base + 1)).contains(new Spot(9, OptionalInt.of(0)));
        assertThat(place.spot(place.frame().x(0.15), base))
                .contains(new Spot(1, OptionalInt.empty()));
    }

    @Test
    void bothAxesReachFromZeroToOne() {
        ReliabilityPlace place = draw(EvaluationFigures.reliability());
        Rectangle2D area = place.frame().area();
        assertThat(place.frame().x(1)).isCloseTo(area.getMaxX(), within(1e-9));
        assertThat(place.frame().y(1)).isCloseTo(area.getMinY(), within(1e-9));
        assertThat(place.counts().getMaxY()).isLessThan(area.getMinY());
    }

    @Test
    void saysAccuracyConfidenceAndCount() {
        ReliabilityFigure figure = EvaluationFigures.reliability();
        Spot spot = new Spot(9, OptionalInt.of(1));
        assertThat(FigureWords.heading(figure, spot)).isEqualTo("confidence 0.9 to 1");
        assertThat(FigureWords.lines(figure, spot))
                .first()
                .isEqualTo(
                        new FigureWords.Line(
                                0, "Base", "0.841 right", List.of("at 0.955", "n 366")));
        assertThat(FigureWords.lines(figure, new Spot(0, OptionalInt.empty())))
                .extracting(FigureWords.Line::value)
                .containsExactly("–", "–");
    }

    @Test
    void theTableHasALineForEachBin() {
        List<String> lines = CsvTable.of(EvaluationFigures.reliability()).lines().toList();
        assertThat(lines).hasSize(21);
        assertThat(lines.getFirst()).isEqualTo("model,from,to,count,confidence,accuracy");
        assertThat(lines.get(1)).isEqualTo("Base,0.0,0.1,0,,");
    }

    @Test
    void refusesSidesOfDifferentBins() {
        assertThatThrownBy(
                        () ->
                                new ReliabilityFigure(
                                        EvaluationFigures.about(),
                                        List.of(
                                                new ReliabilityFigure.Side(
                                                        "Base",
                                                        Look.base(),
                                                        EvaluationFigures.bins(1, 2)),
                                                new ReliabilityFigure.Side(
                                                        "Edited", Look.edited(), List.of()))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ReliabilityPlace draw(ReliabilityFigure figure) {
        return new ReliabilityPainter(figure, SCREEN)
                .draw(
                        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics(),
                        new Rectangle2D.Double(0, 0, 330, 300));
    }
}
