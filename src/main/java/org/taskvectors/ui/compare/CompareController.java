package org.taskvectors.ui.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.PauseTransition;
import javafx.animation.Timeline;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.NumbersTable;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.HeatMapFigure;
import org.taskvectors.ui.common.Card;
import org.taskvectors.ui.common.EmptyState;
import org.taskvectors.ui.common.FileDrops;
import org.taskvectors.ui.common.Focus;
import org.taskvectors.ui.common.Fxml;
import org.taskvectors.ui.common.MiddleLabel;
import org.taskvectors.ui.common.PlaceKeys;
import org.taskvectors.ui.common.ScopeBox;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.ui.figures.FigureSaver;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;

/// The scene of the place where vectors are compared.
final class CompareController {
    private static final Duration TICK = Duration.millis(250);
    private static final Duration TOLD = Duration.seconds(8);
    private static final int NOTES = 3;
    private static final double NARROW = 800;

    private final CompareViewModel model;
    private final AppContext context;
    private final Consumer<List<FileItem>> tryThem;
    private final FigureSaver saver;
    private final Timeline ticker = new Timeline();
    private final PauseTransition forget = new PauseTransition(TOLD);
    private final Parent node;
    private final List<FigureCard> cards = new ArrayList<>();

    @FXML private HBox root;
    @FXML private VBox vectors;
    @FXML private Button add;
    @FXML private Card scopeCard;
    @FXML private ScopeBox scope;
    @FXML private PairCard pairCard;
    @FXML private Card thresholdCard;
    @FXML private Slider slider;
    @FXML private TextField entry;
    @FXML private MenuButton basis;
    @FXML private VBox shares;
    @FXML private Card emptyCard;
    @FXML private EmptyState empty;
    @FXML private ScrollPane mainScroll;
    @FXML private VBox content;
    @FXML private MiddleLabel heading;
    @FXML private HBox headingRow;
    @FXML private FlowPane measures;
    @FXML private SegmentControl<Grouping> by;
    @FXML private Button sandbox;
    @FXML private MenuButton export;
    @FXML private SegmentControl<Measure> measure;
    @FXML private SegmentControl<Metric> metric;
    @FXML private HBox chosenBox;
    @FXML private Label chosenText;
    @FXML private Button tensors;
    @FXML private Button unmark;
    @FXML private Label told;
    @FXML private Label notes;
    @FXML private FigureRows figures;
    @FXML private TableView<NumbersTable.Row> table;

    private final ThresholdPane threshold;
    private final TablePane numbers;
    private final VectorList list;
    private final MarkBar bar;
    private final SpectrumBar spectrum;

    /// Whether the choices are being shown, so that a change of theirs is not a choice.
    private boolean following;

    CompareController(
            CompareViewModel model, AppContext context, Consumer<List<FileItem>> tryThem) {
        this.model = model;
        this.tryThem = tryThem;
        this.context = context;
        this.saver = new FigureSaver(context, this::tell);
        this.node = Fxml.load(this, "compare.fxml");
        this.threshold = new ThresholdPane(model, slider, entry, basis, shares);
        this.numbers = new TablePane(model, table);
        this.list = new VectorList(model, vectors, theme());
        this.bar = new MarkBar(model, chosenBox, chosenText, tensors, unmark);
        this.spectrum = new SpectrumBar(model);
        measures.getChildren().add(measures.getChildren().indexOf(metric) + 1, spectrum);
        wire();
    }

    Node node() {
        return node;
    }

    void close() {
        ticker.stop();
        forget.stop();
    }

    /// Opens the dialog that adds a vector.
    void addVector() {
        List<Path> paths = context.dialogs().openFiles("Add vectors");
        if (!paths.isEmpty()) {
            model.add(paths);
        }
    }

    /// Lets a model answer with the ticked vectors on it.
    void tryVectors() {
        List<FileItem> ticked = context.state().get().tickedItems();
        if (!ticked.isEmpty()) {
            tryThem.accept(ticked);
        }
    }

    /// Lets a model answer with two of the vectors on it.
    private void tryPair(String one, String other) {
        tryThem.accept(
                Stream.of(one, other)
                        .map(context.state().get()::file)
                        .flatMap(Optional::stream)
                        .toList());
    }

    private void wire() {
        FileDrops.take(root, model::add);
        pairCard.wire(model, this::tryPair);
        content.widthProperty().addListener((_, _, width) -> layHeading(width.doubleValue()));
        scope.show(model.scope());
        choices();
        add.setOnAction(_ -> addVector());
        sandbox.setOnAction(_ -> tryVectors());
        ExportMenu menu = new ExportMenu(saver, new TableSaver(context, this::tell), this::answer);
        export.getItems().setAll(menu.all());
        numbers.setMenu(menu);
        PlaceKeys.install(
                root,
                event -> {
                    if (event.getCode() == KeyCode.ESCAPE && bar.isMarked()) {
                        bar.clear();
                        event.consume();
                    }
                });
        forget.setOnFinished(_ -> told.setText(""));
        ticker.getKeyFrames().setAll(new KeyFrame(TICK, _ -> tick()));
        ticker.setCycleCount(Animation.INDEFINITE);

        model.linesProperty().addListener((_, _, _) -> showLines());
        model.shownProperty().addListener((_, _, _) -> show());
        model.choicesProperty().addListener((_, _, _) -> showChoices());
        model.thresholdProperty().addListener((_, _, now) -> threshold.show(now));
        model.chosenProperty().addListener((_, _, _) -> showChosen());
        model.drilledProperty().addListener((_, _, _) -> showChosen());
        model.pairStateProperty().addListener((_, _, _) -> showNotes());
        model.spectrumStateProperty().addListener((_, _, _) -> showLines());
        context.theme().addListener((_, _, _) -> showTheme());
        showChoices();
        threshold.show(model.thresholdProperty().get());
        showLines();
        show();
    }

    private void choices() {
        by.setOptions(List.of(Grouping.values()), CompareController::word);
        measure.setOptions(List.of(Measure.values()), Measure::label);
        showChoices();
        by.valueProperty().addListener((_, _, now) -> given(now).ifPresent(model::groupBy));
        measure.valueProperty().addListener((_, _, now) -> given(now).ifPresent(model::measure));
        metric.valueProperty().addListener((_, _, now) -> given(now).ifPresent(this::choose));
    }

    /// Where there is little room, the grouping stands beside the measures.
    private void layHeading(double width) {
        boolean isNarrow = width < NARROW;
        boolean isBelow = measures.getChildren().contains(by);
        if (isNarrow && !isBelow) {
            headingRow.getChildren().remove(by);
            measures.getChildren().addFirst(by);
        } else if (!isNarrow && isBelow) {
            measures.getChildren().remove(by);
            headingRow.getChildren().add(2, by);
        }
    }

    private void choose(Metric chosen) {
        if (!following) {
            model.metric(chosen);
        }
    }

    private void showChoices() {
        Choices now = model.choicesProperty().get();
        by.setValue(now.by());
        measure.setValue(now.measure());
        following = true;
        metric.setOptions(now.measure().metrics(), Metric::choice);
        answer().flatMap(Answer::metric)
                .filter(now.measure().metrics()::contains)
                .or(now::metric)
                .ifPresent(metric::setValue);
        following = false;
        visible(metric, now.measure().metrics().size() > 1);
        showSpectrum();
    }

    private void showSpectrum() {
        spectrum.show(
                model.first(), answer().map(Answer::spectra), model.spectrumStateProperty().get());
        visible(spectrum, model.choicesProperty().get().measure() == Measure.SPECTRUM);
    }

    private void showLines() {
        List<VectorLine> lines = model.linesProperty().get();
        list.show(lines);
        showSpectrum();
        if (model.isMeasuring()) {
            ticker.play();
        } else {
            ticker.stop();
        }
        showEmpty();
    }

    private void showEmpty() {
        List<VectorLine> lines = model.linesProperty().get();
        boolean nothing = model.shownProperty().get() == null;
        Focus.leave(nothing ? content : emptyCard, root);
        visible(mainScroll, !nothing);
        visible(emptyCard, nothing);
        visible(scopeCard, !nothing);
        visible(thresholdCard, isThresholdMeant());
        add.getStyleClass().remove("primary");
        if (!nothing) {
            return;
        }
        new Beginning(model, this::addVector).show(empty, lines);
    }

    /// Few vectors have their sparsity in the table whatever is drawn; of many it is not there.
    private boolean isThresholdMeant() {
        return answer().filter(
                        shown ->
                                shown.shown().size() <= Focused.FEW
                                        || model.choicesProperty().get().measure()
                                                == Measure.SPARSITY)
                .isPresent();
    }

    private void show() {
        showEmpty();
        Optional<Answer> answer = answer();
        threshold.show(answer.orElse(null));
        pairCard.show(answer);
        if (answer.isEmpty()) {
            return;
        }
        Answer shown = answer.get();
        heading.setParts(
                shown.names().size() <= Focused.FEW ? String.join(" · ", shown.names()) : "");
        heading.setWhole(shown.heading());
        scope.setModels(shown.models());
        showChoices();
        threshold.show(model.thresholdProperty().get());
        showPanels(shown);
        numbers.show(shown.table());
        showChosen();
        showNotes();
    }

    private void showPanels(Answer shown) {
        List<FigurePanel> panels = shown.panels();
        while (cards.size() > panels.size()) {
            cards.removeLast();
        }
        while (cards.size() < panels.size()) {
            FigureCard card = new FigureCard(model, saver, theme(), this::point);
            card.setPrefWidth(100);
            HBox.setHgrow(card, Priority.ALWAYS);
            cards.add(card);
        }
        figures.setFigures(cards);
        boolean isNarrow = FigureRows.inARow(panels.size(), figures.getWidth()) > 2;
        for (int i = 0; i < panels.size(); i++) {
            FigurePanel panel = panels.get(i);
            boolean isSquare = panel.figure() instanceof HeatMapFigure;
            cards.get(i).setPrefWidth(isSquare ? 100 : 180);
            cards.get(i).show(panel, shown, model.chosenProperty().get(), isNarrow);
        }
    }

    private void point(Optional<Pair> pair) {
        cards.forEach(card -> card.point(pair));
    }

    private void showChosen() {
        Optional<Group> chosen = model.chosenProperty().get();
        answer().ifPresent(this::showPanels);
        numbers.mark(chosen, true);
        bar.show(chosen, model.drilledProperty().get());
    }

    private void showNotes() {
        List<String> all = new ArrayList<>();
        if (!model.pairStateProperty().get().isEmpty()) {
            all.add(model.pairStateProperty().get());
        }
        answer().ifPresent(shown -> all.addAll(shown.notes()));
        visible(notes, !all.isEmpty());
        List<String> first = all.subList(0, Math.min(NOTES, all.size()));
        notes.setText(
                String.join("\n", first)
                        + (all.size() > NOTES ? "\nand " + (all.size() - NOTES) + " more" : ""));
        notes.setTooltip(all.size() > NOTES ? new Tooltip(String.join("\n", all)) : null);
    }

    private void showTheme() {
        cards.forEach(card -> card.setTheme(theme()));
        list.setTheme(theme());
    }

    private void tick() {
        model.refreshProgress();
    }

    private void tell(String sentence) {
        told.setText(sentence);
        forget.playFromStart();
    }

    private Optional<Answer> answer() {
        return Optional.ofNullable(model.shownProperty().get());
    }

    private FigureTheme theme() {
        return Objects.requireNonNull(context.theme().get()).isDark()
                ? FigureTheme.DARK
                : FigureTheme.LIGHT;
    }

    private static <T> Optional<T> given(@Nullable T value) {
        return Optional.ofNullable(value);
    }

    private static String word(Grouping grouping) {
        return switch (grouping) {
            case LAYER -> "Layer";
            case MODULE -> "Module";
            case CELL -> "Layer × module";
            case TENSOR -> "Tensor";
        };
    }

    private static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
