package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.metric.Pair;

/// Figures of eight vectors with long names.
class ManySeriesTest {
    private static final List<String> NAMES =
            IntStream.range(0, 8)
                    .mapToObj(i -> i + "-llama-tiny-sst2-learning-rate-3e-5-three-epochs-seed-" + i)
                    .toList();

    /// Titles of axes, which stand upright.
    private static final List<String> TURNED = List.of("‖τ‖ / ‖θ₀‖ (%)", "Cosine similarity");

    private static LineFigure lines() {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            series.add(Series.of(NAMES.get(i), i, i + 1, i + 1.3, i + 1.1, i + 1.2));
        }
        return new LineFigure(
                Figures.about(NAMES.toArray(String[]::new)),
                Positions.layers(4),
                Figures.RELATIVE,
                ValueRange.automatic(),
                series);
    }

    private static HeatMapFigure matrix() {
        double[][] rows = new double[8][8];
        for (int a = 0; a < 8; a++) {
            for (int b = 0; b < 8; b++) {
                rows[a][b] = a == b ? 1 : 0.05 * (a + b);
            }
        }
        return HeatMapFigure.matrix(
                Figures.about(NAMES.toArray(String[]::new)),
                Figures.COSINE,
                NAMES,
                HeatMapFigure.rows(rows),
                true);
    }

    private static String svg(Figure figure, FigureSize size) {
        byte[] bytes = new FigureExport("test").render(figure, FigureFormat.SVG, size, 72);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Every text that is not turned begins and ends on the page.
    @ParameterizedTest
    @ValueSource(strings = {"lines", "bars", "matrix", "pairs"})
    void noNameLeavesThePage(String kind) {
        Figure figure =
                switch (kind) {
                    case "bars" ->
                            new BarFigure(
                                    lines().about(),
                                    Positions.categories("", List.of("q", "k", "v", "o")),
                                    Figures.RELATIVE,
                                    ValueRange.fromZero(),
                                    lines().series());
                    case "matrix" -> matrix();
                    case "pairs" -> lines().withEmphasis(new Emphasis(List.of(2), Optional.of(5)));
                    default -> lines();
                };
        for (FigureSize size : List.of(FigureSize.ONE_COLUMN, FigureSize.TWO_COLUMNS)) {
            String svg = svg(figure, size);
            Matcher texts =
                    Pattern.compile("<text x='([-0-9.]+)' y='([-0-9.]+)'[^>]*>([^<]*)</text>")
                            .matcher(svg);
            int count = 0;
            while (texts.find()) {
                if (TURNED.contains(texts.group(3))) {
                    continue;
                }
                double left = Double.parseDouble(texts.group(1));
                double width = Ink.width(texts.group(3), FigureFonts.of(8));
                assertThat(left).as(texts.group(3)).isGreaterThanOrEqualTo(0);
                assertThat(left + width).as(texts.group(3)).isLessThanOrEqualTo(72 * size.width());
                count++;
            }
            assertThat(count).isGreaterThan(6);
        }
    }

    @Test
    void onPaperEachOfEightNamesIsThere() {
        String svg = svg(lines(), FigureSize.ONE_COLUMN);
        for (int i = 0; i < 8; i++) {
            assertThat(svg).containsPattern(">" + i + "-[^<]*…[^<]*-" + i + "<");
        }
        assertThat(svg).doesNotContain(" more<");
    }

    @Test
    void aLegendOfAWindowHasTwoRowsAndSaysHowManyMore() {
        LegendRows.Room room = new LegendRows.Room(300, 12, FigureFonts.of(12), 30, 30);

        LegendRows rows = LegendRows.of(LegendEntry.of(lines()), room, 0);

        assertThat(rows.rows()).hasSize(2);
        int shown = rows.rows().stream().mapToInt(List::size).sum();
        assertThat(shown + rows.hidden().size()).isEqualTo(8);
        assertThat(rows.more()).isEqualTo("and " + rows.hidden().size() + " more");
        for (List<LegendRows.Entry> row : rows.rows()) {
            double width = row.stream().mapToDouble(LegendRows.Entry::width).sum();
            assertThat(width + 12 * (row.size() - 1)).isLessThanOrEqualTo(300 + 1e-9);
        }
    }

    @Test
    void namesThatFitIntoTwoRowsStayAsTheyAre() {
        List<LegendEntry> entries =
                IntStream.range(0, 8)
                        .mapToObj(i -> new LegendEntry("v" + i, Look.vector(i), false))
                        .toList();
        LegendRows rows =
                LegendRows.of(entries, new LegendRows.Room(400, 12, FigureFonts.of(12), 30, 30), 0);
        assertThat(rows.hidden()).isEmpty();
        assertThat(rows.rows()).hasSizeLessThanOrEqualTo(2);
        assertThat(rows.rows().getFirst().getFirst().text()).isEqualTo("v0");
    }

    @Test
    void ofManyLinesTheChosenTheHoveredAndTheOutermostAreNamed() {
        LineFigure figure = lines().withEmphasis(new Emphasis(List.of(2), Optional.of(5)));
        String svg = svg(figure, FigureSize.TWO_COLUMNS);

        assertThat(LegendEntry.of(figure)).isEmpty();
        for (int i = 0; i < 8; i++) {
            boolean isNamed = List.of(0, 2, 5, 7).contains(i);
            assertThat(Pattern.compile(">" + i + "-[^<]*…[^<]*<").matcher(svg).find())
                    .isEqualTo(isNamed);
        }
        assertThat(figure.withoutChoice().emphasis())
                .contains(new Emphasis(List.of(2), Optional.empty()));
        assertThatThrownBy(() -> lines().withEmphasis(new Emphasis(List.of(8), Optional.empty())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theDiagonalIsNotInTheScale() {
        // 0.05 · (6 + 7)
        assertThat(matrix().scale()).isEqualTo(ColourScale.diverging(0.8));
        assertThat(svg(matrix(), FigureSize.TWO_COLUMNS)).doesNotContain(">1.00<");
        assertThat(FigureNotes.shown(matrix())).isEmpty();
    }

    @Test
    void blocksAreApartAndHatched() {
        HeatMapFigure blocks = matrix().withBlocks(List.of(0, 0, 0, 0, 0, 0, 1, 1));
        PairsPlace place = place(blocks);

        assertThat(svg(blocks, FigureSize.TWO_COLUMNS)).contains(">other base<");
        double gap = place.cell(6, 6).getMinX() - place.cell(5, 5).getMaxX();
        assertThat(gap).isGreaterThan(2);
        assertThat(place.cell(1, 1).getMinX()).isCloseTo(place.cell(0, 0).getMaxX(), within(1e-9));
        Spot between = new Spot(7, OptionalInt.of(0));
        assertThat(blocks.pair(between)).isEmpty();
        assertThat(FigureWords.lines(blocks, between).getFirst().value()).isEqualTo("other base");
        assertThat(blocks.pair(new Spot(0, OptionalInt.of(3)))).contains(new Pair(0, 3));
        assertThat(blocks.pair(new Spot(3, OptionalInt.of(3)))).isEmpty();
        assertThatThrownBy(() -> matrix().withBlocks(List.of(0, 1, 0, 1, 0, 1, 0, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPlaceInTheMatrixIsItsCell() {
        PairsPlace place = place(matrix().withBlocks(List.of(0, 0, 0, 1, 1, 1, 1, 2)));
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 8; column++) {
                Rectangle2D cell = place.cell(row, column);
                assertThat(place.spot(cell.getCenterX(), cell.getCenterY()))
                        .contains(new Spot(column, OptionalInt.of(row)));
            }
        }
        double between = (place.cell(0, 2).getMaxX() + place.cell(0, 3).getMinX()) / 2;
        assertThat(place.spot(between, place.cell(0, 0).getCenterY())).isEmpty();
    }

    @Test
    void theWholeStandsApartAtTheEnd() {
        LineFigure figure =
                lines().withWhole("all", List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0));
        PositionSlots slots = new PositionSlots(figure.positions());

        assertThat(figure.positions().label(4)).isEqualTo("all");
        assertThat(slots.connected(3)).isFalse();
        assertThat(slots.divides()).hasSize(1);
        assertThat(CsvTable.of(figure)).contains("\nall,1.0,");
        assertThatThrownBy(() -> figure.withWhole("all", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static PairsPlace place(HeatMapFigure figure) {
        var nowhere = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        return (PairsPlace)
                new FigurePicture(figure, FigureStyle.screen(FigureTheme.LIGHT, 1))
                        .draw(nowhere, new Rectangle2D.Double(0, 0, 500, 300));
    }
}
