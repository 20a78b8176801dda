package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class FigureExportTest {
    private static final String PROGRAM = "Task Vector Workbench 1.2.3";
    private final FigureExport export = new FigureExport(PROGRAM);

    @ParameterizedTest
    @ValueSource(ints = {72, 150, 300, 600})
    void pngHasExactlyInchesTimesResolution(int dpi) throws Exception {
        FigureSize size = new FigureSize("", 3.25, 2.5, 8, 0.6);
        byte[] bytes = export.render(Figures.lines(), FigureFormat.PNG, size, dpi);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        assertThat(image.getWidth()).isEqualTo((int) Math.round(3.25 * dpi));
        assertThat(image.getHeight()).isEqualTo((int) Math.round(2.5 * dpi));
        ByteBuffer resolution = ByteBuffer.wrap(chunk(bytes, "pHYs"));
        assertThat(Math.round(resolution.getInt() * 0.0254)).isEqualTo(dpi);
        assertThat(Math.round(resolution.getInt() * 0.0254)).isEqualTo(dpi);
        assertThat(resolution.get()).isEqualTo((byte) 1);
    }

    @Test
    void pngStandsOnWhiteAndHasTheVectorsColours() throws Exception {
        byte[] bytes = export.render(Figures.bars(), FigureFormat.PNG, FigureSize.ONE_COLUMN, 300);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        assertThat(image.getRGB(0, 0)).isEqualTo(Color.WHITE.getRGB());
        assertThat(count(image, 0x0072B2)).isGreaterThan(1000);
        assertThat(count(image, 0xD55E00)).isGreaterThan(1000);
    }

    @Test
    void pngSaysWhatItShows() {
        byte[] bytes = export.render(Figures.lines(), FigureFormat.PNG, FigureSize.ONE_COLUMN, 72);
        String text = new String(bytes, StandardCharsets.UTF_8);
        assertThat(text).contains("Software").contains(PROGRAM).contains("of SST-2, MNLI");
    }

    @Test
    void resolutionHasLimits() {
        for (int dpi : new int[] {0, 71, 601}) {
            assertThatThrownBy(
                            () ->
                                    export.render(
                                            Figures.lines(),
                                            FigureFormat.PNG,
                                            FigureSize.ONE_COLUMN,
                                            dpi))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void svgHasALineWithEveryPoint() throws Exception {
        Document svg = svg(Figures.lines());
        List<Element> lines = paths(svg, "rgb(0,114,178)");
        assertThat(lines).hasSize(1);
        assertThat(points(lines.getFirst())).isEqualTo(12);
        assertThat(points(paths(svg, "rgb(213,94,0)").getFirst())).isEqualTo(12);
    }

    @Test
    void aGapInTheValuesIsAGapInTheLine() throws Exception {
        double[] values = {1, 2, 3, Double.NaN, 5, 6, Double.NaN, 8};
        Document svg = svg(Figures.lines(Positions.layers(8), Series.of("SST-2", 0, values)));
        List<Integer> runs = paths(svg, "rgb(0,114,178)").stream().map(this::points).toList();
        assertThat(runs).containsExactly(3, 2);
        // A marker for each of the six values.
        assertThat(fills(svg, "rgb(0,114,178)")).hasSize(6);
    }

    @Test
    void whatBelongsToNoLayerIsNotConnected() throws Exception {
        Document svg =
                svg(
                        Figures.lines(
                                Positions.layers(4, List.of("embedding", "head")),
                                Series.of("SST-2", 0, 1, 2, 3, 4, 5, 6)));
        List<Element> lines = paths(svg, "rgb(0,114,178)");
        assertThat(lines.stream().map(this::points)).containsExactly(4);
    }

    @Test
    void svgHasTextAsTextAndSaysWhatItShows() throws Exception {
        Document svg = svg(Figures.lines());
        assertThat(texts(svg)).contains("Layer", "‖τ‖ / ‖θ₀‖ (%)", "0", "11", "SST-2", "MNLI");
        assertThat(text(svg, "title")).isEqualTo("Relative norm by layer");
        assertThat(text(svg, "desc")).contains("of SST-2, MNLI").contains("‖τ‖ / ‖θ₀‖");
        assertThat(text(svg, "metadata")).contains(PROGRAM);
        Element root = svg.getDocumentElement();
        assertThat(root.getAttribute("width")).isEqualTo("234pt");
        assertThat(root.getAttribute("viewBox")).startsWith("0 0 234 ");
    }

    @Test
    void aNameInAnyScriptAndWithAnySignIsWrittenAsItIs() throws Exception {
        String name = "<情感> & \"тест\" \u0001";
        LineFigure figure =
                new LineFigure(
                        Figures.about(name),
                        Positions.layers(3),
                        Figures.RELATIVE,
                        ValueRange.automatic(),
                        List.of(Series.of("<情感> & \"тест\"", 0, 1, 2, 3)));
        assertThat(text(svg(figure), "desc")).contains("<情感> & \"тест\"");
        assertThat(texts(svg(figure))).contains("<情感> & \"тест\"");
        for (FigureFormat format : FigureFormat.values()) {
            assertThat(export.render(figure, format, FigureSize.ONE_COLUMN, 72)).isNotEmpty();
        }
    }

    @Test
    void pdfHasTextAsTextInAnEmbeddedFont() throws Exception {
        byte[] bytes = export.render(Figures.lines(), FigureFormat.PDF, FigureSize.ONE_COLUMN, 72);
        try (PDDocument document = Loader.loadPDF(bytes)) {
            assertThat(document.getNumberOfPages()).isEqualTo(1);
            assertThat(document.getPage(0).getMediaBox().getWidth()).isEqualTo(234f);
            PDFTextStripper stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            String text = stripper.getText(document);
            assertThat(text).contains("Layer").contains("SST-2").contains("MNLI");
            List<PDFont> fonts = fonts(document.getPage(0).getResources());
            assertThat(fonts).isNotEmpty().allMatch(PDFont::isEmbedded);
            assertThat(fonts).allMatch(font -> font.getName().endsWith("Roboto-Regular"));
            assertThat(document.getDocumentInformation().getCreator()).isEqualTo(PROGRAM);
            assertThat(document.getDocumentInformation().getSubject()).contains("SST-2, MNLI");
            assertThat(document.getDocumentInformation().getCreationDate()).isNull();
            assertThat(
                            new String(
                                    document.getDocumentCatalog().getMetadata().toByteArray(),
                                    StandardCharsets.UTF_8))
                    .contains(PROGRAM);
        }
    }

    @ParameterizedTest
    @EnumSource(FigureFormat.class)
    void theSameFigureGivesTheSameBytes(FigureFormat format) {
        List<Figure> figures =
                List.of(
                        Figures.lines(),
                        Figures.bars(),
                        Figures.map(),
                        EvaluationFigures.two(),
                        EvaluationFigures.plane(100),
                        EvaluationFigures.matrix(),
                        EvaluationFigures.reliability());
        for (Figure figure : figures) {
            byte[] once = export.render(figure, format, FigureSize.ONE_COLUMN, 100);
            byte[] again =
                    new FigureExport(PROGRAM).render(figure, format, FigureSize.ONE_COLUMN, 100);
            assertThat(again).isEqualTo(once);
        }
    }

    @Test
    void everyCellOfAHeatMapIsThereAndEmptyOnesAreMarked() throws Exception {
        Document svg = svg(Figures.map());
        assertThat(texts(svg)).contains("q_proj", "down_proj", "Cosine similarity", "−0.5", "0.5");
        // A stroke through the one empty cell.
        assertThat(strokes(svg, "rgb(122,122,123)")).hasSize(1);
    }

    @Test
    void cellsOfAPngTouchWithoutASeam() throws Exception {
        HeatMapFigure map =
                new HeatMapFigure(
                        Figures.about("a", "b"),
                        Positions.layers(3),
                        Figures.COSINE,
                        List.of("q_proj", "k_proj", "v_proj"),
                        HeatMapFigure.rows(
                                new double[] {0.5, 0.5, 0.5},
                                new double[] {0.5, 0.5, 0.5},
                                new double[] {0.5, 0.5, 0.5}),
                        ColourScale.diverging(0.5));
        byte[] bytes = export.render(map, FigureFormat.PNG, FigureSize.ONE_COLUMN, 200);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        int middle = image.getHeight() / 3;
        int first = 0;
        int last = 0;
        for (int x = 0; x < image.getWidth() * 3 / 4; x++) {
            if ((image.getRGB(x, middle) & 0xFFFFFF) == 0x67001F) {
                first = first == 0 ? x : first;
                last = x;
            }
        }
        assertThat(last - first).isGreaterThan(200);
        for (int x = first; x <= last; x++) {
            assertThat(image.getRGB(x, middle) & 0xFFFFFF).isEqualTo(0x67001F);
        }
    }

    @Test
    void figuresStandSideBySide() throws Exception {
        byte[] bytes =
                export.renderRow(
                        List.of(Figures.lines(), Figures.map()),
                        FigureFormat.SVG,
                        FigureSize.TWO_COLUMNS,
                        72);
        Document svg =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(bytes));
        assertThat(svg.getDocumentElement().getAttribute("width")).isEqualTo("486pt");
        assertThat(texts(svg)).contains("MNLI", "‖τ‖ / ‖θ₀‖ (%)", "Cosine similarity", "q_proj");
        assertThatThrownBy(
                        () ->
                                export.renderRow(
                                        List.of(Figures.lines()),
                                        FigureFormat.CSV,
                                        FigureSize.TWO_COLUMNS,
                                        72))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void figuresWithoutDataCanBeWritten() {
        LineFigure none = Figures.lines(Positions.layers(0));
        LineFigure undefined =
                Figures.lines(Positions.layers(1), Series.of("SST-2", 0, Double.NaN));
        for (FigureFormat format : FigureFormat.values()) {
            for (Figure figure : List.of(none, undefined)) {
                assertThat(export.render(figure, format, FigureSize.ONE_COLUMN, 72)).isNotEmpty();
            }
        }
    }

    @Test
    void writesThroughTheAtomicWriter(@TempDir Path folder) throws Exception {
        Path target = folder.resolve("new").resolve("norm.svg");
        export.write(Figures.lines(), FigureFormat.SVG, FigureSize.TWO_COLUMNS, 72, target);
        try (Stream<Path> files = Files.list(folder.resolve("new"))) {
            assertThat(files).containsExactly(target);
        }
    }

    private Document svg(Figure figure) throws Exception {
        byte[] bytes = export.render(figure, FigureFormat.SVG, FigureSize.ONE_COLUMN, 72);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(bytes));
    }

    private int points(Element line) {
        Element path = (Element) line.getElementsByTagName("path").item(0);
        Matcher points = Pattern.compile("[ML]").matcher(path.getAttribute("d"));
        int count = 0;
        while (points.find()) {
            count++;
        }
        return count;
    }

    /// Stroked paths of a colour; the library puts each into a group of its own.
    private static List<Element> paths(Document svg, String colour) {
        return strokes(svg, colour).stream().filter(one -> one.getTagName().equals("g")).toList();
    }

    private static List<Element> strokes(Document svg, String colour) {
        return elements(svg).stream()
                .filter(one -> one.getAttribute("style").contains("stroke:" + colour))
                .toList();
    }

    private static List<Element> fills(Document svg, String colour) {
        return elements(svg).stream()
                .filter(one -> !one.getTagName().equals("text"))
                .filter(one -> one.getAttribute("style").contains("fill:" + colour))
                .toList();
    }

    private static List<String> texts(Document svg) {
        return elements(svg).stream()
                .filter(one -> one.getTagName().equals("text"))
                .map(Element::getTextContent)
                .toList();
    }

    private static List<Element> elements(Document svg) {
        NodeList nodes = svg.getElementsByTagName("*");
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static String text(Document svg, String tag) {
        return svg.getElementsByTagName(tag).item(0).getTextContent();
    }

    private static byte[] chunk(byte[] png, String name) {
        ByteBuffer bytes = ByteBuffer.wrap(png).position(8);
        while (bytes.hasRemaining()) {
            int length = bytes.getInt();
            byte[] type = new byte[4];
            bytes.get(type);
            byte[] data = new byte[length];
            bytes.get(data);
            bytes.getInt();
            if (new String(type, StandardCharsets.US_ASCII).equals(name)) {
                return data;
            }
        }
        throw new AssertionError("no chunk " + name);
    }

    private static int count(BufferedImage image, int rgb) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += (image.getRGB(x, y) & 0xFFFFFF) == rgb ? 1 : 0;
            }
        }
        return count;
    }

    private static List<PDFont> fonts(PDResources resources) throws Exception {
        List<PDFont> fonts = new ArrayList<>();
        for (COSName name : resources.getFontNames()) {
            fonts.add(resources.getFont(name));
        }
        for (COSName name : resources.getXObjectNames()) {
            if (resources.getXObject(name) instanceof PDFormXObject form
                    && form.getResources() != null) {
                fonts.addAll(fonts(form.getResources()));
            }
        }
        return fonts;
    }
}
