package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixFigureTest {
    private static final FigureStyle SCREEN = FigureStyle.screen(FigureTheme.LIGHT, 1);

    @Test
    void bothSidesHaveOneScale() {
        MatrixFigure figure = EvaluationFigures.matrix();
        assertThat(figure.most()).isEqualTo(391);
        assertThat(MatrixPainter.scale(figure)).isEqualTo(ColourScale.sequential(0, 400));
    }

    @Test
    void everyCellIsFoundAgain() {
        MatrixFigure figure = EvaluationFigures.matrix(5, 2, "class", 40);
        MatrixPlace place = draw(figure, 370, 180);
        for (int side = 0; side < 2; side++) {
            for (int truth = 0; truth < 5; truth++) {
                for (int answer = 0; answer < 5; answer++) {
                    MatrixFigure.Cell cell = new MatrixFigure.Cell(side, truth, answer);
                    Rectangle2D box = place.cell(cell);
                    Spot spot = place.spot(box.getCenterX(), box.getCenterY()).orElseThrow();
                    assertThat(figure.cell(spot)).isEqualTo(cell);
                }
            }
        }
        Rectangle2D left = place.grids().getFirst();
        assertThat(place.spot(left.getMaxX() + 5, left.getCenterY())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, 370, 140", "3, 370, 180", "7, 370, 180", "20, 370, 200", "20, 800, 500"})
    void gridsStandInTheirRoomAndApart(int classes, double width, double height) {
        MatrixPlace place = draw(EvaluationFigures.matrix(classes, 2, "topic", 40), width, height);
        Rectangle2D one = place.grids().getFirst();
        Rectangle2D other = place.grids().getLast();
        assertThat(one.getMaxX()).isLessThan(other.getMinX());
        assertThat(one.getMinX()).isPositive();
        assertThat(other.getMaxX()).isLessThanOrEqualTo(width + 1);
        assertThat(one.getMaxY()).isLessThan(height);
        assertThat(one.getHeight()).isEqualTo(other.getHeight());
    }

    @Test
    void countsStandInCellsThatHaveRoomForThem() {
        assertThat(layout(EvaluationFigures.matrix(), 370, 140).counted()).isTrue();
        assertThat(layout(EvaluationFigures.matrix(20, 2, "topic", 4000), 370, 200).counted())
                .isFalse();
        assertThat(layout(EvaluationFigures.matrix(20, 1, "topic", 40), 560, 420).counted())
                .isTrue();
    }

    @Test
    void aNameThatFitsIsNotCut() {
        MatrixLayout layout = layout(EvaluationFigures.matrix(), 370, 140);
        assertThat(layout.rowName(0)).isEqualTo("negative");
        assertThat(layout.names()).isEqualTo(MatrixLayout.Names.LEVEL);
        MatrixLayout narrow = layout(EvaluationFigures.matrix(3, 2, "contradiction", 40), 370, 180);
        assertThat(narrow.rowName(0)).contains("…").endsWith("1");
        assertThat(narrow.rowName(1)).isNotEqualTo(narrow.rowName(0));
    }

    @Test
    void comparesACellOfBothSides() {
        MatrixFigure figure = EvaluationFigures.matrix();
        Spot spot = figure.spot(new MatrixFigure.Cell(1, 0, 1));
        assertThat(FigureWords.heading(figure, spot)).isEqualTo("truth negative, answer positive");
        assertThat(FigureWords.lines(figure, spot))
                .containsExactly(
                        new FigureWords.Line(0, "Base", "305", List.of("of 428")),
                        new FigureWords.Line(1, "Edited", "99", List.of("of 428")));
        assertThat(FigureWords.summary(figure)).contains("Base: 514 of 872 right");
    }

    @Test
    void theTableHasALineForEachCell() {
        assertThat(CsvTable.of(EvaluationFigures.matrix()).lines())
                .hasSize(9)
                .startsWith(
                        "model,truth,answer,count",
                        "Base,negative,negative,123",
                        "Base,negative,positive,305")
                .endsWith("Edited,positive,positive,367");
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        assertThatThrownBy(
                        () ->
                                MatrixFigure.of(
                                        EvaluationFigures.about(),
                                        List.of("a", "b"),
                                        List.of(
                                                new MatrixFigure.Side(
                                                        "Base", List.of(List.of(1L, 2L))))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static MatrixLayout layout(MatrixFigure figure, double width, double height) {
        return new MatrixLayout(figure, SCREEN, new Rectangle2D.Double(0, 0, width, height));
    }

    private static MatrixPlace draw(MatrixFigure figure, double width, double height) {
        return new MatrixPainter(figure, SCREEN)
                .draw(
                        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics(),
                        new Rectangle2D.Double(0, 0, width, height));
    }
}
