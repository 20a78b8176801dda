package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.figure.sheet.FigureJson;

/// Several figures on one page, and their values as they are kept.
class FigureSheetTest {
    private static final Path GOLDEN =
            Path.of("src", "test", "resources", "golden", "figure-sheet");

    private final FigureExport export = new FigureExport("Program 1");

    private static FigureSheet sheet(FigureSize size, int columns, Figure... figures) {
        return new FigureSheet(List.of(figures), columns, size, true, "All of it at once.");
    }

    private String svg(FigureSheet sheet) {
        return new String(export.render(sheet, FigureFormat.SVG, 300), StandardCharsets.UTF_8);
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    static Stream<Figure> everyKind() {
        return Stream.of(
                Figures.lines(),
                Figures.lines().withEmphasis(Emphasis.none()),
                Figures.bars(),
                Figures.map(),
                Figures.lines().withRange(RangeChoice.byHand(1, 2)),
                EvaluationFigures.two(),
                EvaluationFigures.plane(40),
                EvaluationFigures.matrix(),
                EvaluationFigures.reliability());
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aFigureComesBackWithEveryDigit(Figure figure) {
        assertThat(FigureJson.read(FigureJson.write(figure))).contains(figure);
    }

    /// What was kept by an earlier version is read for ever: the names of the records and of their
    /// components stand in it.
    @Test
    void aFigureOfAnEarlierVersionIsRead() throws IOException {
        assertThat(FigureJson.read(Files.readString(GOLDEN.resolve("lines-1.json"))))
                .contains(Figures.lines());
    }

    @Test
    void whatNoVersionWroteIsNoFigure() {
        String json = FigureJson.write(Figures.lines());
        assertThat(FigureJson.read(json.replace("LineFigure", "PieFigure"))).isEmpty();
        assertThat(FigureJson.read(json.replace("\"series\"", "\"other\""))).isEmpty();
        assertThat(FigureJson.read("{")).isEmpty();
        assertThat(FigureJson.read("[1]")).isEmpty();
        // What a later version added is passed over.
        assertThat(FigureJson.read(json.replaceFirst("\\{", "{\"later\":1,")))
                .contains(Figures.lines());
    }

    @Test
    void namesThatFiguresShareStandOnce() {
        String shared = svg(sheet(FigureSize.TWO_COLUMNS, 2, Figures.lines(), Figures.lines()));
        String body = shared.substring(shared.indexOf("</metadata>"));
        assertThat(count(body, ">SST-2<")).isEqualTo(1);
        LineFigure other = Figures.lines(Positions.layers(3), Series.of("other", 2, 0.1, 0.2, 0.3));
        String apart = svg(sheet(FigureSize.TWO_COLUMNS, 2, Figures.lines(), other));
        assertThat(count(apart.substring(apart.indexOf("</metadata>")), ">other<")).isEqualTo(1);
        assertThat(apart).contains(">SST-2<");
    }

    @Test
    void lettersTitlesAndTheCaptionStandOnThePage() throws IOException {
        byte[] pdf =
                export.render(
                        sheet(FigureSize.TWO_COLUMNS, 2, Figures.lines(), Figures.map()),
                        FigureFormat.PDF,
                        300);
        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertThat(document.getPage(0).getMediaBox().getWidth()).isEqualTo(6.75f * 72);
            String text = new PDFTextStripper().getText(document);
            assertThat(text).contains("a", "b", "All of it at once.");
            assertThat(text).contains(Figures.lines().about().title());
            assertThat(document.getDocumentInformation().getTitle())
                    .contains(Figures.lines().about().title());
        }
    }

    @Test
    void aSheetIsAsWideAsItsSizeAndAsHighAsItsRows() throws IOException {
        BufferedImage one = image(sheet(FigureSize.ONE_COLUMN, 1, Figures.lines(), Figures.map()));
        assertThat(one.getWidth()).isEqualTo((int) Math.round(3.25 * 144));
        BufferedImage half = image(sheet(FigureSize.ONE_COLUMN, 1, Figures.lines()));
        assertThat(one.getHeight()).isGreaterThan(half.getHeight() + 100);
        // Three columns of one inch have no room for their axes.
        assertThat(FigureSheet.mostColumns(FigureSize.ONE_COLUMN)).isEqualTo(2);
        assertThat(FigureSheet.mostColumns(FigureSize.TWO_COLUMNS)).isEqualTo(3);
    }

    private BufferedImage image(FigureSheet sheet) throws IOException {
        byte[] png = export.render(sheet, FigureFormat.PNG, 144);
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    @Test
    void csvHoldsTheTablesOfAll() {
        String csv =
                new String(
                        export.render(
                                sheet(FigureSize.TWO_COLUMNS, 2, Figures.lines(), Figures.map()),
                                FigureFormat.CSV,
                                300),
                        StandardCharsets.UTF_8);
        String first = CsvTable.of(Figures.lines());
        String second = CsvTable.of(Figures.map());
        assertThat(csv).contains(first, second).startsWith("a,").contains("\nb,");
    }

    @Test
    void lettersGoOnBehindZ() {
        assertThat(FigureSheet.letter(0)).isEqualTo("a");
        assertThat(FigureSheet.letter(25)).isEqualTo("z");
        assertThat(FigureSheet.letter(26)).isEqualTo("aa");
        assertThatThrownBy(() -> new FigureSheet(List.of(), 2, FigureSize.TWO_COLUMNS, true, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
