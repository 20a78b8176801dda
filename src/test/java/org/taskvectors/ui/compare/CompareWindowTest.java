package org.taskvectors.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.focus;
import static org.taskvectors.ui.TestWindow.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Slider;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.metric.NumbersTable;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.TableFormat;
import org.taskvectors.figure.FigureView;
import org.taskvectors.figure.PositionFigure;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
class CompareWindowTest {
    private static final int LAYERS = 6;

    private final List<FileItem> tried = new CopyOnWriteArrayList<>();
    private TestPlace place;
    private ComparePlace compare;

    @Start
    void start(Stage stage) {
        MadeVectors core = new MadeVectors();
        Stream.of("sst2", "mnli").forEach(name -> core.with(path(name), LAYERS, name.length()));
        core.with(path("sst2"), LAYERS, 1).with(path("mnli"), LAYERS, 2);
        place =
                new TestPlace(
                        WorkspaceState.EMPTY
                                .withItems(List.of(vector("sst2"), vector("mnli")))
                                .withTicked(List.of("sst2", "mnli"))
                                .withChoice(Choices.SCOPE, "all"),
                        Platform::runLater);
        compare = new ComparePlace(place.context(), core, tried::addAll);
        TestWindow.show(stage, new StackPane(compare.node()), 1300, 820);
    }

    @AfterEach
    void close() {
        Platform.runLater(compare::close);
        place.close();
    }

    @Test
    void theTickedVectorsCanBeTriedWithOneClick(FxRobot robot) {
        robot.interact(() -> robot.lookup("#sandbox").<Button>query().fire());
        assertThat(tried).extracting(FileItem::name).containsExactly("sst2", "mnli");
    }

    @Test
    void theNumbersFollowTheSliderWhileItIsDragged(FxRobot robot) throws Exception {
        complete(robot);
        String before = share(robot);
        Slider slider = robot.lookup("#slider").query();
        Node thumb = slider.lookup(".thumb");
        robot.drag(thumb, MouseButton.PRIMARY).moveBy(70, 0);
        until(() -> !share(robot).equals(before));
        assertThat(slider.isValueChanging()).as("it is still held").isTrue();
        String held = share(robot);
        robot.moveBy(-130, 0);
        until(() -> !share(robot).equals(held));
        robot.release(MouseButton.PRIMARY);
    }

    @Test
    void anExactThresholdIsTyped(FxRobot robot) throws Exception {
        complete(robot);
        TextField entry = robot.lookup("#entry").query();
        click(() -> entry);
        robot.push(KeyCode.CONTROL, KeyCode.A).write("0.5\n");
        until(() -> place.workspace.state().threshold().value() == 0.5);
        focus(entry);
        robot.push(KeyCode.CONTROL, KeyCode.A).write("much\n");
        assertThat(place.workspace.state().threshold().value()).isEqualTo(0.5);
    }

    @Test
    void aClickOnAHeadSortsTheTable(FxRobot robot) throws Exception {
        complete(robot);
        TableView<NumbersTable.Row> table = robot.lookup("#table").query();
        TableColumn<NumbersTable.Row, ?> cosine =
                table.getColumns().stream()
                        .filter(column -> column.getText().equals("cosine"))
                        .findFirst()
                        .orElseThrow();
        int index = table.getColumns().indexOf(cosine) - 1;
        robot.interact(() -> table.getSortOrder().setAll(List.of(cosine)));
        List<Double> values =
                table.getItems().stream().skip(1).map(row -> row.values().get(index)).toList();
        assertThat(values).isSorted();
        assertThat(table.getItems().getFirst().group().label()).as("stays first").isEqualTo("all");
        robot.interact(() -> place.workspace.update(s -> s.withChoice("compare.measure", "signs")));
        until(() -> table.getColumns().size() == 11);
        assertThat(table.getSortOrder()).as("the order stays").hasSize(1);
    }

    @Test
    void aLayerChosenInAFigureIsChosenInTheTableAndInTheOther(FxRobot robot) throws Exception {
        complete(robot);
        FigureView lines = figures(robot).getFirst();
        focus(lines);
        robot.type(KeyCode.HOME, KeyCode.RIGHT, KeyCode.RIGHT, KeyCode.ENTER);
        TableView<NumbersTable.Row> table = robot.lookup("#table").query();
        until(() -> table.getSelectionModel().getSelectedItem() != null);
        assertThat(table.getSelectionModel().getSelectedItem().group().label()).isEqualTo("2");
        until(() -> marked(robot, 1).equals(List.of(2)));
        robot.interact(() -> robot.lookup("#unmark").<Button>query().fire());
        until(() -> marked(robot, 1).isEmpty());
        robot.interact(() -> table.getSelectionModel().select(5)); // After that of all.
        until(() -> marked(robot, 0).equals(List.of(4)));
    }

    @Test
    void aFigureIsSavedFromItsOwnMenu(FxRobot robot, @TempDir Path folder) throws Exception {
        complete(robot);
        place.saveTo = Optional.of(folder.resolve("figure.svg"));
        MenuButton menu =
                (MenuButton)
                        robot.lookup(".figure-card .menu-button.icon-button")
                                .queryAll()
                                .iterator()
                                .next();
        robot.interact(menu::show);
        robot.interact(
                () ->
                        menu.getItems().stream()
                                .filter(item -> "save-svg".equals(item.getId()))
                                .findFirst()
                                .orElseThrow()
                                .fire());
        robot.interact(menu::hide);
        until(() -> Files.exists(folder.resolve("figure.svg")));
        assertThat(Files.readString(folder.resolve("figure.svg"))).contains("<svg", "sst2");
        until(() -> label(robot, "#told").startsWith("Saved "));
        assertThat(place.errors).isEmpty();
    }

    @Test
    void theTableIsCopiedForASpreadsheetAndForDocuments(FxRobot robot) throws Exception {
        complete(robot);
        assertThat(copied(robot, "copy-table"))
                .startsWith("Layer\tweights\t‖τ‖ sst2\t‖τ‖ mnli\trelative sst2, %\t")
                .hasLineCount(LAYERS + 3)
                .contains("\t" + firstNorm(robot) + "\t");
        assertThat(label(robot, "#told")).isEqualTo("The table is on the clipboard");
        assertThat(copied(robot, "copy-table-markdown"))
                .startsWith("| Layer ")
                .hasLineCount(LAYERS + 4);
        assertThat(copied(robot, "copy-table-latex"))
                .startsWith("% \\usepackage{booktabs}")
                .contains("\\begin{tabular}{lrrrrrrrrr}", "\\bottomrule");
        assertThat(label(robot, "#told")).contains("LaTeX");
    }

    @Test
    void theKeysOfCopyingCopyTheTableThatHasTheFocus(FxRobot robot) throws Exception {
        complete(robot);
        TableView<NumbersTable.Row> table = robot.lookup("#table").query();
        robot.interact(
                () -> {
                    ClipboardContent other = new ClipboardContent();
                    other.putString("other");
                    Clipboard.getSystemClipboard().setContent(other);
                });
        focus(table);
        robot.push(KeyCode.CONTROL, KeyCode.C);
        until(() -> Clipboard.getSystemClipboard().getString().startsWith("Layer\t"));
        assertThat(table.getContextMenu().getItems())
                .extracting(MenuItem::getId)
                .contains("copy-table-latex", "save-table-markdown");
    }

    @Test
    void theTableIsSavedInEachForm(FxRobot robot, @TempDir Path folder) throws Exception {
        complete(robot);
        for (TableFormat format :
                List.of(TableFormat.CSV, TableFormat.MARKDOWN, TableFormat.LATEX)) {
            Path file = folder.resolve("table." + format.suffix());
            place.saveTo = Optional.of(file);
            fire(robot, "save-table-" + format.word());
            until(() -> Files.exists(file));
            until(() -> label(robot, "#told").equals("Saved " + file));
        }
        assertThat(folder.resolve("table.csv"))
                .content()
                .contains("\r\n0,", "," + firstNorm(robot));
        assertThat(folder.resolve("table.md")).content().startsWith("| Layer");
        assertThat(folder.resolve("table.tex")).content().endsWith("\\end{tabular}\n");
        assertThat(place.errors).isEmpty();
    }

    private static double firstNorm(FxRobot robot) {
        TableView<NumbersTable.Row> table = robot.lookup("#table").query();
        return table.getItems().getFirst().values().get(1);
    }

    private static String copied(FxRobot robot, String item) {
        fire(robot, item);
        AtomicReference<String> copied = new AtomicReference<>("");
        robot.interact(() -> copied.set(Clipboard.getSystemClipboard().getString()));
        return copied.get();
    }

    private static void fire(FxRobot robot, String item) {
        MenuButton menu = robot.lookup("#export").query();
        robot.interact(
                () ->
                        menu.getItems().stream()
                                .filter(each -> item.equals(each.getId()))
                                .findFirst()
                                .orElseThrow()
                                .fire());
    }

    @Test
    void theHeadOfAColumnSaysWhatItsNumbersMean(FxRobot robot) throws Exception {
        complete(robot);
        TableView<NumbersTable.Row> table = robot.lookup("#table").query();
        // Columns are made anew with each answer, and their heads with each layout.
        until(() -> !tooltip(table.getColumns().getLast()).isEmpty());
        assertThat(tooltip(table.getColumns().getLast()))
                .isEqualTo(PairMetric.SIGN_CONFLICT.explanation())
                .endsWith("Undefined without a pass over the vectors together.");
    }

    private static String tooltip(TableColumn<?, ?> column) {
        Node head = column.getStyleableNode();
        // Where the toolkit keeps a tooltip that is installed on any node.
        return head != null
                        && head.getProperties().get("javafx.scene.control.Tooltip")
                                instanceof Tooltip of
                ? of.getText()
                : "";
    }

    @Test
    void everyControlHasAName(FxRobot robot) throws Exception {
        complete(robot);
        List<Node> unnamed =
                compare
                        .node()
                        .lookupAll(".button, .menu-button, .check-box, .slider, .text-field")
                        .stream()
                        .filter(Node::isVisible)
                        .filter(Node::isFocusTraversable)
                        .filter(
                                node ->
                                        node.getAccessibleText() == null
                                                && !(node instanceof Labeled l
                                                        && l.getText() != null
                                                        && !l.getText().isBlank()))
                        .toList();
        assertThat(unnamed).isEmpty();
    }

    private void complete(FxRobot robot) throws Exception {
        until(
                () -> {
                    TableView<NumbersTable.Row> table = robot.lookup("#table").query();
                    int cosine =
                            table.getColumns().stream()
                                    .map(TableColumn::getText)
                                    .toList()
                                    .indexOf("cosine");
                    return cosine > 0
                            && !table.getItems().isEmpty()
                            && !Double.isNaN(table.getItems().getFirst().values().get(cosine - 1));
                });
    }

    private static String share(FxRobot robot) {
        Label label =
                (Label)
                        robot.lookup("#shares .label").queryAll().stream()
                                .skip(1)
                                .findFirst()
                                .orElseThrow();
        return label.getText();
    }

    private static String label(FxRobot robot, String query) {
        return robot.lookup(query).<Label>query().getText();
    }

    private static List<Integer> marked(FxRobot robot, int figure) {
        return ((PositionFigure) figures(robot).get(figure).getFigure()).marked();
    }

    private static List<FigureView> figures(FxRobot robot) {
        return robot.lookup(node -> node instanceof FigureView).queryAll().stream()
                .map(FigureView.class::cast)
                .toList();
    }

    private static Path path(String name) {
        return Path.of("vectors", name + ".safetensors");
    }

    private static FileItem vector(String name) {
        return new FileItem(
                name, path(name), name, Role.VECTOR, Optional.empty(), Optional.empty());
    }
}
