package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineLabelsTest {
    private static final FigureStyle PAPER = FigureStyle.paper(FigureSize.ONE_COLUMN, 0);

    @Test
    void namesStandInsideAndApart() {
        LineFigure figure = Figures.lines();
        Geometry geometry = geometry(figure);
        List<LineLabels.Label> labels = LineLabels.place(figure, geometry, PAPER).orElseThrow();
        assertThat(labels).extracting(LineLabels.Label::name).containsExactly("SST-2", "MNLI");
        Rectangle2D one = labels.get(0).box();
        Rectangle2D other = labels.get(1).box();
        assertThat(one.intersects(other)).isFalse();
        for (LineLabels.Label label : labels) {
            assertThat(label.box().getMinX()).isGreaterThan(geometry.area().getMinX());
            assertThat(label.box().getMaxX()).isLessThanOrEqualTo(geometry.area().getMaxX());
        }
    }

    @Test
    void thereAreNoneWhereLinesLieTogether() {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            series.add(Series.of("vector " + i, i, 1, 2 + 0.001 * i, 1, 2, 1, 2));
        }
        LineFigure figure = Figures.lines(Positions.layers(6), series.toArray(Series[]::new));
        assertThat(LineLabels.place(figure, geometry(figure), PAPER)).isEqualTo(Optional.empty());
    }

    private static Geometry geometry(LineFigure figure) {
        var nowhere = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        return (Geometry)
                new FigurePicture(figure, PAPER)
                        .draw(nowhere, new Rectangle2D.Double(0, 0, 234, 150));
    }
}
