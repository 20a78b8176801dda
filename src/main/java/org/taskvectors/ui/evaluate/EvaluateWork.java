package org.taskvectors.ui.evaluate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.ui.common.Focus;
import org.taskvectors.ui.figures.FigureSaver;
import org.taskvectors.ui.sandbox.SandboxWork;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Command;

/// The Sandbox's Evaluate: its cards, its figures, and its panel of columns.
public final class EvaluateWork implements SandboxWork {
    private final EvaluateViewModel model;
    private final AppContext context;
    private @Nullable Scene scene;

    public EvaluateWork(EvaluateViewModel model, AppContext context) {
        this.model = model;
        this.context = context;
    }

    /// The nodes, made when they are first asked for.
    private static final class Scene {
        private final EvaluateViewModel model;
        private final AppContext context;
        private final DataCard data;
        private final HowCard how;
        private final SavedCard saved;
        private final ResultsPane results;
        private final ColumnsPanel columns;
        private final StackPane main;
        private final HBox acts;
        private final Button take = new Button("take to Prompt");
        private final MenuButton export = new MenuButton("Export…");
        private final Label said = new Label();

        Scene(EvaluateViewModel model, AppContext context) {
            this.model = model;
            this.context = context;
            FigureSaver saver = new FigureSaver(context, model::say);
            TableActs tables = new TableActs(context, model::say);
            data = new DataCard(model, context.dialogs());
            how = new HowCard(model);
            saved = new SavedCard(model);
            results = new ResultsPane(model, saver, context.dialogs(), tables, theme());
            columns = new ColumnsPanel(model, context.dialogs());
            main = new StackPane(results, columns);
            main.setMinWidth(0);
            acts = new HBox(12, said, export);
            wire(new StudyExport(context, model, saver, tables));
        }

        private void wire(StudyExport exports) {
            for (Region each : List.of(data, how, saved, main, acts)) {
                each.getStylesheets().add(stylesheet());
            }
            acts.getStyleClass().add("evaluate-acts");
            said.getStyleClass().add("secondary");
            said.setMinWidth(0);
            export.setId("export-evaluation");
            export.setMinWidth(Region.USE_PREF_SIZE);
            export.getItems().setAll(new MenuItem("…"));
            export.setOnShowing(_ -> export.getItems().setAll(exports.all()));
            take.getStyleClass().setAll("button", "link", "small");
            take.setId("take-to-prompt");
            take.setAccessibleText("Go to Prompt with the vectors at the chosen point");
            take.setOnAction(_ -> model.takeToPrompt());
            model.saidProperty().addListener((_, _, now) -> said.setText(now));
            model.findings().pictureProperty().addListener((_, _, _) -> show());
            model.columnsProperty().addListener((_, _, _) -> show());
            context.theme().addListener((_, _, _) -> results.setTheme(theme()));
            show();
        }

        private void show() {
            boolean isShown = model.findings().pictureProperty().get().isPresent();
            boolean hasColumns = model.columnsProperty().get().isPresent();
            export.setDisable(!isShown);
            take.setDisable(!isShown);
            if (!hasColumns) {
                Focus.leave(columns, isShown ? export : data);
            }
            results.setVisible(!hasColumns);
            results.setManaged(!hasColumns);
            columns.setVisible(hasColumns);
            columns.setManaged(hasColumns);
        }

        private FigureTheme theme() {
            return Objects.requireNonNull(context.theme().get()).isDark()
                    ? FigureTheme.DARK
                    : FigureTheme.LIGHT;
        }

        private static String stylesheet() {
            return Objects.requireNonNull(EvaluateWork.class.getResource("evaluate.css"))
                    .toExternalForm();
        }
    }

    @Override
    public String word() {
        return "Evaluate";
    }

    @Override
    public List<Node> side() {
        return List.of(scene().data, scene().how, scene().saved);
    }

    @Override
    public Node main() {
        return scene().main;
    }

    @Override
    public Node acts() {
        return scene().acts;
    }

    @Override
    public Node vectorActs() {
        return scene().take;
    }

    @Override
    public void shown() {
        model.shown();
    }

    @Override
    public List<Command> commands() {
        return List.of(
                new Command("Evaluate on data", "sandbox", () -> model.sandbox().show("evaluate")),
                new Command(
                        "Run the evaluation",
                        "sandbox",
                        () -> {
                            model.sandbox().show("evaluate");
                            model.runs()
                                    .resumable()
                                    .ifPresentOrElse(model.runs()::resume, model.runs()::run);
                        }));
    }

    @Override
    public void close() {
        model.close();
    }

    private Scene scene() {
        return Optional.ofNullable(scene).orElseGet(this::made);
    }

    private Scene made() {
        Scene made = new Scene(model, context);
        scene = made;
        return made;
    }
}
