package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeTableColumn;
import javafx.scene.control.TreeTableView;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.ui.common.Fxml;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.SearchField;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;

/// The tensor browser: the tree with its search, and below it the chosen tensor.
final class BrowserController {
    private static final int UNFOLDED = 400;

    private final BrowserViewModel model;
    private final Parent node;
    private final MagnitudeChart chart = new MagnitudeChart();
    private String symbol = "θ";
    private String plainAbout = "";

    @FXML private Label title;
    @FXML private Label about;
    @FXML private Label path;

    /// Whether the tree is just given another root.
    private boolean filling;

    @FXML private Button close;
    @FXML private VBox notes;
    @FXML private SearchField search;
    @FXML private TreeTableView<TensorNode> tree;
    @FXML private Label message;
    @FXML private VBox detail;
    @FXML private Label tensorName;
    @FXML private Label tensorShape;
    @FXML private Label tensorNote;
    @FXML private FlowPane numbers;
    @FXML private FlowPane factors;
    @FXML private StackPane chartHost;

    BrowserController(BrowserViewModel model) {
        this.model = model;
        this.node = Fxml.load(this, "browser.fxml");
    }

    Parent node() {
        return node;
    }

    void onClose(Runnable action) {
        close.setOnAction(_ -> action.run());
    }

    void show(FileItem item) {
        symbol = item.role().isVector() ? "τ" : "θ";
        title.setText(item.name());
        plainAbout = item.facts().map(BrowserController::about).orElse("");
        about.setText(plainAbout);
        path.setText(HomePath.of(item.path()));
        path.setTooltip(new Tooltip(item.path().toString()));
        notes.getChildren()
                .setAll(
                        item.facts().map(BrowserController::notes).orElse(List.of()).stream()
                                .map(BrowserController::note)
                                .toList());
        model.show(item);
    }

    private static String about(Facts facts) {
        return facts.format()
                + " · "
                + facts.architecture()
                + " · "
                + Amounts.count(facts.parameters())
                + " weights";
    }

    /// What a vector lacks stands before all else that is to be known of it.
    private static List<String> notes(Facts facts) {
        List<String> notes = new ArrayList<>();
        if (!facts.partial().isEmpty()) {
            notes.add("partial: " + facts.partial());
        }
        notes.addAll(facts.notes());
        return notes;
    }

    private static Label note(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        // The tree gives way, and no line of it.
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().add("secondary");
        return label;
    }

    @FXML
    void initialize() {
        tree.getStyleClass().add("rows");
        tree.setFixedCellSize(24);
        // The message above the tree says why it is empty; JavaFX's own words would stand there
        // too.
        tree.setPlaceholder(new Region());
        tree.setColumnResizePolicy(TreeTableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        TreeTableColumn<TensorNode, String> name = column("Tensor", TensorNode::label, "");
        name.setPrefWidth(200);
        name.setMinWidth(140);
        TreeTableColumn<TensorNode, String> shape =
                column("shape", n -> n.tensor().map(t -> t.shape().toString()).orElse(""), "quiet");
        TreeTableColumn<TensorNode, String> dtype =
                column("dtype", n -> n.tensor().map(model.words()::kind).orElse(""), "quiet");
        width(dtype, 72);
        TreeTableColumn<TensorNode, String> bytes =
                column("size", n -> Amounts.bytes(n.bytes()), "number");
        width(bytes, 74);
        width(shape, 110);
        shape.getStyleClass().add("number");
        dtype.getStyleClass().add("number");
        tree.getColumns().setAll(List.of(name, shape, dtype, bytes));
        tensorShape.setWrapText(true);
        chartHost.getChildren().setAll(chart);
        search.textProperty().bindBidirectional(model.queryProperty());
        model.treeProperty().addListener((_, _, shown) -> fill(shown));
        model.messageProperty().addListener((_, _, text) -> message.setText(text));
        message.visibleProperty().bind(message.textProperty().isNotEmpty());
        model.troubleProperty()
                .addListener(
                        (_, _, text) -> {
                            if (!text.isEmpty()) {
                                tensorNote.setText(text);
                                visible(tensorNote, true);
                                visible(chartHost, false);
                            }
                        });
        model.figuresProperty().addListener((_, _, figures) -> figures(figures));
        model.normProperty()
                .addListener(
                        (_, _, norm) ->
                                about.setText(
                                        norm.isNaN()
                                                ? plainAbout
                                                : plainAbout
                                                        + " · ‖τ‖\u00a0"
                                                        + VectorMetric.L2_NORM
                                                                .quantity()
                                                                .say(norm)));
        model.factorsProperty().addListener((_, _, found) -> factors(found));
        model.chosenProperty().addListener((_, _, tensor) -> detail(tensor));
        tree.getSelectionModel()
                .selectedItemProperty()
                .addListener(
                        (_, _, item) -> {
                            if (!filling) {
                                model.chosenProperty()
                                        .set(
                                                item == null
                                                        ? Optional.empty()
                                                        : item.getValue().tensor());
                            }
                        });
        fill(model.treeProperty().get());
        factors(FactorFigures.NONE);
        detail(Optional.empty());
    }

    private static void width(TreeTableColumn<?, ?> column, double width) {
        column.setPrefWidth(width);
        column.setMaxWidth(width);
    }

    private static TreeTableColumn<TensorNode, String> column(
            String title, Function<TensorNode, String> text, String style) {
        TreeTableColumn<TensorNode, String> column = new TreeTableColumn<>(title);
        column.setCellValueFactory(
                row -> new ReadOnlyStringWrapper(text.apply(row.getValue().getValue())));
        column.setSortable(false);
        column.setReorderable(false);
        if (!style.isEmpty()) {
            column.getStyleClass().add(style);
        }
        return column;
    }

    private void fill(BrowserViewModel.Tree shown) {
        search.setPromptText("Search " + Amounts.count(model.count()) + " tensors");
        TreeItem<TensorNode> root = new TreeItem<>(TensorNode.group("", "", shown.nodes()));
        boolean unfolded = shown.isSearch() && shown.found() <= UNFOLDED;
        shown.nodes().forEach(child -> root.getChildren().add(new LazyItem(child, unfolded)));
        root.setExpanded(true);
        // Another root chooses nothing, and what is chosen stays chosen where it is in it.
        Optional<Tensor> chosen = model.chosenProperty().get();
        filling = true;
        tree.setRoot(root);
        filling = false;
        chosen.ifPresent(this::reveal);
        if (tree.getSelectionModel().getSelectedItem() == null) {
            model.chosenProperty().set(Optional.empty());
        }
    }

    /// Unfolds the tree down to a tensor and chooses it.
    void reveal(Tensor tensor) {
        TreeItem<TensorNode> root = tree.getRoot();
        find(root, tensor)
                .ifPresent(
                        item -> {
                            for (TreeItem<TensorNode> above = item.getParent();
                                    above != null;
                                    above = above.getParent()) {
                                above.setExpanded(true);
                            }
                            tree.getSelectionModel().select(item);
                            tree.scrollTo(Math.max(0, tree.getRow(item) - 4));
                        });
    }

    private static Optional<TreeItem<TensorNode>> find(TreeItem<TensorNode> item, Tensor tensor) {
        if (item.getValue().tensor().filter(tensor::equals).isPresent()) {
            return Optional.of(item);
        }
        return item.getChildren().stream()
                .filter(child -> holds(child.getValue(), tensor))
                .map(child -> find(child, tensor))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static boolean holds(TensorNode node, Tensor tensor) {
        return node.tensor().filter(tensor::equals).isPresent()
                || node.children().stream().anyMatch(child -> holds(child, tensor));
    }

    private void detail(Optional<Tensor> tensor) {
        detail.setVisible(tensor.isPresent());
        detail.setManaged(tensor.isPresent());
        numbers.getChildren().clear();
        chart.setVisible(false);
        tensor.ifPresent(
                shown -> {
                    tensorName.setText(shown.name());
                    Optional<String> unreadable = model.words().unreadable(shown);
                    tensorShape.setText(
                            shown.shape()
                                    + " · "
                                    + model.words().about(shown)
                                    + " · "
                                    + Amounts.count(shown.elements())
                                    + " weights");
                    tensorNote.setText(unreadable.orElse(""));
                    visible(tensorNote, unreadable.isPresent());
                    visible(chartHost, unreadable.isEmpty());
                });
    }

    private static void visible(Node node, boolean isVisible) {
        node.setVisible(isVisible);
        node.setManaged(isVisible);
    }

    private void figures(Optional<TensorFigures> figures) {
        numbers.getChildren().clear();
        chart.setVisible(figures.isPresent());
        figures.ifPresent(
                shown -> {
                    shown.numbers().forEach(entry -> numbers.getChildren().add(entry(entry)));
                    chart.show(shown, symbol);
                });
    }

    private void factors(FactorFigures found) {
        factors.getChildren()
                .setAll(found.numbers().stream().map(BrowserController::entry).toList());
        visible(factors, !found.numbers().isEmpty());
    }

    private static Node entry(TensorFigures.Entry entry) {
        Label label = new Label(entry.label());
        label.getStyleClass().add("secondary");
        Label number = new Label(entry.number());
        number.getStyleClass().add("figure-number");
        HBox box = new HBox(5, label, number);
        box.setAccessibleText(entry.label() + " " + entry.number());
        return box;
    }

    /// Makes its children when it is first unfolded: a model of experts has tens of thousands.
    private static final class LazyItem extends TreeItem<TensorNode> {
        private final boolean unfolded;
        private boolean made;

        LazyItem(TensorNode node, boolean unfolded) {
            super(node);
            this.unfolded = unfolded;
            setExpanded(unfolded && !node.isTensor());
        }

        @Override
        public boolean isLeaf() {
            return getValue().isTensor();
        }

        @Override
        public javafx.collections.ObservableList<TreeItem<TensorNode>> getChildren() {
            if (!made) {
                made = true;
                super.getChildren()
                        .setAll(
                                getValue().children().stream()
                                        .map(child -> new LazyItem(child, unfolded))
                                        .toList());
            }
            return super.getChildren();
        }
    }
}
