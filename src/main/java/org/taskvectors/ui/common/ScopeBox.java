package org.taskvectors.ui.common;

import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.naming.Scope;

/// The chips, or the pattern, by which a scope is chosen, and what it covers.
public final class ScopeBox extends VBox {
    private final MenuButton mode = new MenuButton();
    private final FlowPane chips = new FlowPane(6, 6);
    private final TextField pattern = new TextField();
    private final Label problem = new Label();
    private final Label tensors = new Label();
    private final Label weights = new Label();
    private final Button everything = new Button("everything");
    private final VBox covered = new VBox(tensors, weights);
    private final VBox models = new VBox(2);
    private @Nullable ScopeViewModel model;

    public ScopeBox() {
        getStyleClass().add("scope-box");
        setSpacing(8);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(8, new SectionLabel("Scope"), space, everything, mode);
        head.getStyleClass().add("scope-head");
        mode.getStyleClass().addAll("link", "scope-mode");
        mode.setAccessibleText("How the scope is chosen");
        chips.getStyleClass().add("chips");
        pattern.setPromptText("layers\\.1[0-9]\\.");
        pattern.setAccessibleText("Regular expression that a tensor's name has to contain");
        problem.getStyleClass().addAll("small", "bad");
        problem.setWrapText(true);
        tensors.getStyleClass().add("secondary");
        weights.getStyleClass().add("secondary");
        weights.setWrapText(true);
        everything.getStyleClass().add("link");
        everything.setMinWidth(USE_PREF_SIZE);
        everything.setTooltip(new Tooltip("Take all tensors into scope"));
        everything.setOnAction(
                _ -> {
                    ScopeViewModel scope = model;
                    if (scope != null) {
                        scope.chooseAll();
                    }
                });
        visible(models, false);
        getChildren().setAll(head, chips, pattern, problem, covered, models);
    }

    /// Counts what is covered of several models, each for itself; of one model, or of none, the sum
    /// is enough.
    public void setModels(List<ScopeViewModel.ModelCoverage> each) {
        visible(covered, each.size() < 2);
        visible(models, each.size() > 1);
        models.getChildren().setAll(each.stream().map(ScopeBox::line).toList());
    }

    private static HBox line(ScopeViewModel.ModelCoverage of) {
        MiddleLabel name = new MiddleLabel(of.model());
        name.getStyleClass().add("secondary");
        HBox.setHgrow(name, Priority.ALWAYS);
        Label count = new Label(of(of.weights(), of.allWeights(), "").strip());
        count.getStyleClass().add("secondary");
        count.setMinWidth(USE_PREF_SIZE);
        return new HBox(8, name, count);
    }

    /// Shows `scope`, and changes it.
    public void show(ScopeViewModel scope) {
        model = scope;
        ToggleGroup group = new ToggleGroup();
        mode.getItems()
                .setAll(
                        List.of(ScopeViewModel.Mode.values()).stream()
                                .map(
                                        each -> {
                                            RadioMenuItem item = new RadioMenuItem(each.label());
                                            item.setToggleGroup(group);
                                            item.setUserData(each);
                                            item.setOnAction(_ -> scope.modeProperty().set(each));
                                            return item;
                                        })
                                .toList());
        pattern.textProperty().bindBidirectional(scope.patternProperty());
        problem.textProperty().bind(scope.problemProperty());
        scope.modeProperty().addListener((_, _, _) -> refresh());
        scope.chips().addListener((ListChangeListener<ScopeViewModel.Chip>) _ -> refresh());
        scope.scopeProperty().addListener((_, _, _) -> refresh());
        scope.coverageProperty().addListener((_, _, _) -> refresh());
        problem.textProperty().addListener((_, _, _) -> refresh());
        refresh();
    }

    private void refresh() {
        ScopeViewModel scope = model;
        if (scope == null) {
            return;
        }
        ScopeViewModel.Mode now = scope.modeProperty().get();
        mode.setText(now.label());
        mode.getItems()
                .forEach(
                        item -> ((RadioMenuItem) item).setSelected(now.equals(item.getUserData())));
        List<String> words = scope.chips().stream().map(ScopeViewModel.Chip::word).toList();
        List<Object> had = chips.getChildren().stream().map(node -> node.getUserData()).toList();
        if (!had.equals(List.copyOf(words))) {
            chips.getChildren().setAll(scope.chips().stream().map(this::chip).toList());
        }
        chips.getChildren()
                .forEach(
                        node ->
                                ((ToggleButton) node)
                                        .setSelected(
                                                scope.isChosen(
                                                        String.valueOf(node.getUserData()))));
        boolean isPattern = now == ScopeViewModel.Mode.PATTERN;
        visible(chips, !isPattern && !words.isEmpty());
        visible(pattern, isPattern);
        visible(problem, !problem.getText().isEmpty());
        visible(everything, !scope.scopeProperty().get().equals(Scope.ALL));
        ScopeViewModel.Coverage covered = scope.coverageProperty().get();
        tensors.setText(of(covered.tensors(), covered.allTensors(), "tensors"));
        weights.setText(of(covered.weights(), covered.allWeights(), "weights"));
    }

    private static String of(long some, long all, String what) {
        if (all == 0) {
            return "";
        }
        return some == all
                ? "all " + Amounts.count(all) + " " + what
                : Amounts.count(some) + " of " + Amounts.count(all) + " " + what;
    }

    private ToggleButton chip(ScopeViewModel.Chip chip) {
        ToggleButton button = new ToggleButton(chip.word());
        button.setMnemonicParsing(false);
        button.getStyleClass().setAll("chip");
        button.setUserData(chip.word());
        button.setTooltip(
                new Tooltip(
                        Amounts.count(chip.tensors())
                                + (chip.tensors() == 1 ? " tensor, " : " tensors, ")
                                + Amounts.count(chip.weights())
                                + " weights"));
        button.setOnAction(
                _ -> {
                    ScopeViewModel scope = model;
                    if (scope != null) {
                        scope.choose(chip.word(), button.isSelected());
                        button.setSelected(scope.isChosen(chip.word()));
                    }
                });
        return button;
    }

    private static void visible(Region node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
