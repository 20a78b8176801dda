package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class GeometryTest {
    @Test
    void findsThePointThatIsNearest() {
        LineFigure figure = Figures.lines();
        Geometry geometry = geometry(figure);
        for (int position = 0; position < 12; position++) {
            for (int row = 0; row < 2; row++) {
                assertThat(geometry.spot(geometry.x(position), geometry.y(row, position) + 1))
                        .contains(new Spot(position, OptionalInt.of(row)));
            }
        }
    }

    @Test
    void valuesLieWhereTheAxisSays() {
        Geometry geometry = geometry(Figures.lines());
        // 0.5 to 1.05 in equal steps
        double step = geometry.y(0, 1) - geometry.y(0, 0);
        for (int position = 1; position < 12; position++) {
            assertThat(geometry.y(0, position) - geometry.y(0, position - 1))
                    .isCloseTo(step, within(1e-9));
            assertThat(geometry.x(position) - geometry.x(position - 1))
                    .isCloseTo(geometry.area().getWidth() / 12, within(1e-9));
        }
    }

    @Test
    void findsBarsAndCells() {
        Geometry bars = geometry(Figures.bars());
        assertThat(bars.spot(bars.x(1, 2), 100)).contains(new Spot(2, OptionalInt.of(1)));
        Geometry map = geometry(Figures.map());
        assertThat(map.spot(map.x(3), map.y(0, 3))).contains(new Spot(3, OptionalInt.of(0)));
        assertThat(map.spot(map.x(0), map.y(1, 0))).contains(new Spot(0, OptionalInt.of(1)));
    }

    private static Geometry geometry(Figure figure) {
        var nowhere = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        return (Geometry)
                new FigurePicture(figure, FigureStyle.screen(FigureTheme.LIGHT, 1))
                        .draw(nowhere, new Rectangle2D.Double(0, 0, 500, 300));
    }
}
