package org.taskvectors.ui.extract;

import java.util.List;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.ui.common.Card;
import org.taskvectors.ui.common.EmptyState;
import org.taskvectors.ui.common.Focus;
import org.taskvectors.ui.common.Fxml;
import org.taskvectors.ui.common.PlaceKeys;
import org.taskvectors.ui.common.ScopeBox;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.ui.common.Tag;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.Role;

/// The scene of the place where a vector is made.
final class ExtractController {
    private static final KeyCombination GO =
            new KeyCodeCombination(KeyCode.ENTER, KeyCombination.SHORTCUT_DOWN);
    private static final Duration TICK = Duration.millis(200);

    private final ExtractViewModel model;
    private final Timeline ticker = new Timeline();
    private final Parent node;

    @FXML private HBox root;
    @FXML private Tag status;
    @FXML private HBox sides;
    @FXML private Label sentence;
    @FXML private Card emptyCard;
    @FXML private EmptyState empty;
    @FXML private Card checkCard;
    @FXML private Label took;
    @FXML private TableView<CheckRow> check;
    @FXML private Card queueCard;
    @FXML private VBox queue;
    @FXML private SegmentControl<OutputDType> dtype;
    @FXML private SegmentControl<OutputFormat> format;
    @FXML private Label advice;
    @FXML private ScopeBox scope;
    @FXML private ScrollPane options;
    @FXML private VBox question;
    @FXML private Label questionText;
    @FXML private Button replace;
    @FXML private Button keep;
    @FXML private Button extract;

    private final AppContext context;
    private final SideCard base;
    private final SideCard tuned;
    private final OutputCard output;

    ExtractController(ExtractViewModel model, AppContext context) {
        this.model = model;
        this.context = context;
        this.base = new SideCard(model.sides(), context.dialogs(), Role.BASE);
        this.tuned = new SideCard(model.sides(), context.dialogs(), Role.TUNED);
        this.output = new OutputCard(model, context.dialogs());
        this.node = Fxml.load(this, "extract.fxml");
    }

    Node node() {
        return node;
    }

    void close() {
        ticker.stop();
    }

    /// The button, by key or from the command finder. While the pair is being checked it waits for
    /// the check.
    void go() {
        model.extractWhenChecked(this::ask);
    }

    @FXML
    void initialize() {
        sides.getChildren().setAll(base, arrow("←"), tuned, arrow("→"), output);
        CheckTable table = new CheckTable(model, check);
        format.setOptions(OutputFormats.all(), OutputFormat::label);
        format.setValue(model.outputFormatProperty().get());
        format.valueProperty()
                .addListener(
                        (_, _, chosen) -> {
                            if (chosen != null) {
                                model.outputFormatProperty().set(chosen);
                            }
                        });
        model.outputFormatProperty().addListener((_, _, now) -> format.setValue(now));
        dtype.setOptions(
                List.of(
                        OutputDType.SOURCE,
                        OutputDType.BFLOAT16,
                        OutputDType.FLOAT16,
                        OutputDType.FLOAT32),
                OutputDType::word);
        dtype.setValue(model.dtypeProperty().get());
        dtype.valueProperty()
                .addListener(
                        (_, _, chosen) -> {
                            if (chosen != null) {
                                model.dtypeProperty().set(chosen);
                            }
                        });
        scope.show(model.scope());
        Button start = new Button("Choose the base model");
        start.getStyleClass().add("primary");
        start.setOnAction(_ -> base.openMenu());
        empty.setTitle("What did fine-tuning change?");
        empty.setText(
                "A task vector is the difference of a fine-tuned model and its base, tensor by"
                        + " tensor: τ = θ − θ₀. Choose both, or drop them on the cards above. The"
                        + " pair is checked from its headers before anything runs.");
        empty.setActions(start);
        question(false);
        replace.setOnAction(_ -> ask(model.extract(true)));
        keep.setOnAction(_ -> question(false));
        extract.setOnAction(_ -> go());
        PlaceKeys.install(root, this::keys);

        context.state()
                .addListener(
                        (_, before, now) -> {
                            if (!before.items().equals(now.items())) {
                                showSides();
                            }
                        });
        model.sides().baseProperty().addListener((_, _, _) -> showSides());
        model.sides().tunedProperty().addListener((_, _, _) -> showSides());
        model.pairProperty()
                .addListener(
                        (_, _, _) -> {
                            table.refresh();
                            showSides();
                        });
        model.statusProperty().addListener((_, _, _) -> show());
        model.pairProperty().addListener((_, _, _) -> show());
        model.outputNameProperty().addListener((_, _, _) -> show());
        model.outputFolderProperty().addListener((_, _, _) -> show());
        model.dtypeProperty()
                .addListener(
                        (_, _, now) -> {
                            dtype.setValue(now);
                            show();
                        });
        model.queue().entries().addListener((ListChangeListener<QueueEntry>) _ -> showQueue());
        ticker.getKeyFrames().setAll(new KeyFrame(TICK, _ -> tick()));
        ticker.setCycleCount(Animation.INDEFINITE);
        showSides();
        table.refresh();
        show();
        showQueue();
    }

    private void showSides() {
        base.show(model.sides().baseProperty().get());
        tuned.show(model.tunedShown());
    }

    private void show() {
        PairStatus now = model.statusProperty().get();
        status.setText(now.word());
        status.setKind(now.tag());
        status.setVisible(!now.word().isEmpty());
        sentence.setText(now.sentence());
        sentence.getStyleClass().removeAll("refused", "doubtful");
        sentence.getStyleClass().add(now.isReady() ? "doubtful" : "refused");
        visible(sentence, !now.sentence().isEmpty());
        // While the pair is checked the button keeps the focus, and waits for the check.
        boolean enabled = now.isReady() || now.equals(PairStatus.CHECKING);
        if (!enabled) {
            Focus.leave(extract, root);
        }
        extract.setDisable(!enabled);
        CheckedPair pair = model.pairProperty().get();
        took.setText(pair == null ? "" : "only headers were read · " + pair.millis() + " ms");
        visible(checkCard, pair != null);
        visible(emptyCard, !model.sides().anythingChosen());
        advice.setText(model.dtypeAdvice());
        output.refresh();
        if (pair == null || !pair.exists()) {
            question(false);
        }
    }

    private void ask(ExtractViewModel.Asked asked) {
        question(asked == ExtractViewModel.Asked.EXISTS);
        switch (asked) {
            case EXISTS -> {
                questionText.setText(
                        model.outputPath()
                                        .map(path -> String.valueOf(path.getFileName()))
                                        .orElse("")
                                + " is already there.");
                replace.requestFocus();
            }
            case IN_QUEUE -> {
                sentence.setText(
                        "The queue already writes this file: give the vector another name.");
                visible(sentence, true);
            }
            case QUEUED, NOT_READY -> {}
        }
    }

    private void question(boolean asked) {
        if (!asked) {
            Focus.leave(question, root);
        }
        boolean isNew = asked && !question.isVisible();
        visible(question, asked);
        if (isNew) {
            // In a low window the question would stand below what is seen.
            options.applyCss();
            options.layout();
            options.setVvalue(options.getVmax());
        }
    }

    private void keys(KeyEvent event) {
        if (GO.match(event)) {
            go();
            event.consume();
        } else if (event.getCode() == KeyCode.ESCAPE && question.isVisible()) {
            question(false);
            event.consume();
        }
    }

    private void showQueue() {
        Focus.leave(queue, root);
        queue.getChildren()
                .setAll(
                        model.queue().entries().stream()
                                .map(entry -> new QueueRow(entry, model.queue(), this::compare))
                                .toList());
        visible(queueCard, !model.queue().entries().isEmpty());
        boolean running = model.queue().entries().stream().anyMatch(entry -> !entry.isOver());
        if (running) {
            ticker.play();
        } else {
            ticker.stop();
        }
    }

    private void tick() {
        queue.getChildren().forEach(row -> ((QueueRow) row).refresh());
    }

    private void compare(QueueEntry entry) {
        model.showInCompare(entry);
    }

    private static Label arrow(String text) {
        Label arrow = new Label(text);
        arrow.getStyleClass().add("side-arrow");
        arrow.setMinWidth(24);
        return arrow;
    }

    private static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
