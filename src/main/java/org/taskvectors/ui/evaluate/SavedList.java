package org.taskvectors.ui.evaluate;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.EvaluationItem;
import org.taskvectors.workspace.undo.Act;

/// The saved evaluations of the workspace. Lives on the window's thread; records are read beside
/// it.
public final class SavedList {
    /// The choice that names the evaluation in sight.
    static final String SHOWN = "evaluate.shown";

    private final AppContext context;
    private final EvaluateCore core;
    private final Findings findings;
    private final Runs runs;
    private final ReadOnlyObjectWrapper<List<EvaluationItem>> items =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Map<String, Boolean>> present =
            new ReadOnlyObjectWrapper<>(Map.of());
    private boolean isInSight;
    private String opening = "";

    SavedList(AppContext context, EvaluateCore core, Findings findings, Runs runs) {
        this.context = context;
        this.core = core;
        this.findings = findings;
        this.runs = runs;
        context.state().addListener((_, _, _) -> follow());
        items.set(context.state().get().evaluations());
    }

    /// The saved evaluations, oldest first.
    public ReadOnlyObjectProperty<List<EvaluationItem>> itemsProperty() {
        return items.getReadOnlyProperty();
    }

    /// Whether their records are there, by their ids; one that was not looked for is not in it.
    public ReadOnlyObjectProperty<Map<String, Boolean>> presentProperty() {
        return present.getReadOnlyProperty();
    }

    /// Returns the id of the one in sight; empty for none.
    public String shown() {
        return context.state().get().choice(SHOWN, "");
    }

    /// Whether one is being read.
    public boolean isOpening() {
        return !opening.isEmpty() && opening.equals(shown()) && findings.id().isEmpty();
    }

    /// Called when they come into view.
    void inSight() {
        isInSight = true;
        look();
        openShown();
    }

    /// Shows a saved evaluation.
    public void open(EvaluationItem item) {
        context.workspace().update(state -> state.withChoice(SHOWN, item.id()));
    }

    public void rename(EvaluationItem item, String name) {
        if (!name.isBlank()) {
            context.undo()
                    .act(
                            Act.of(
                                    "Rename " + item.name(),
                                    state ->
                                            state.item(item.id())
                                                    .flatMap(one -> one.evaluation())
                                                    .map(
                                                            one ->
                                                                    state.withItem(
                                                                            one.withName(
                                                                                    name.strip())))
                                                    .orElse(state)));
        }
    }

    /// Takes a saved evaluation out of the workspace; its record stays where it is, so that this
    /// can be taken back.
    public void remove(EvaluationItem item) {
        if (runs.runningProperty().get().filter(one -> one.id().equals(item.id())).isPresent()) {
            runs.pause();
        }
        context.undo()
                .act(
                        Act.of("Remove " + item.name(), state -> state.without(item.id()))
                                .saying("Removed " + item.name()));
    }

    /// Puts base, vectors, data and options back as an evaluation had them.
    public void takeSettings(EvaluationItem item) {
        WantedJson.read(item.asked())
                .ifPresent(wanted -> runs.restore("Settings of " + item.name(), wanted));
    }

    private void follow() {
        List<EvaluationItem> now = context.state().get().evaluations();
        if (!now.equals(items.get())) {
            items.set(now);
            look();
        }
        openShown();
    }

    /// Opens the one in sight, where it is not open.
    private void openShown() {
        if (!isInSight) {
            return;
        }
        String id = shown();
        Optional<EvaluationItem> item =
                items.get().stream().filter(one -> one.id().equals(id)).findFirst();
        if (item.isEmpty()) {
            opening = ""; // Before the findings go: who hears of it asks whether one is opening.
            if (!findings.id().isEmpty()) {
                findings.clear("");
            }
            return;
        }
        boolean isRunning =
                runs.runningProperty().get().filter(one -> one.id().equals(id)).isPresent();
        if (!id.equals(findings.id()) && !id.equals(opening) && !isRunning) {
            read(item.get());
        }
    }

    private void read(EvaluationItem item) {
        opening = item.id();
        context.background()
                .brief(
                        "Opening " + item.name(),
                        (_, _) -> core.open(item.record()),
                        study -> {
                            if (shown().equals(item.id())) {
                                findings.show(item.id(), study);
                            }
                        },
                        failure -> {
                            if (shown().equals(item.id())) {
                                findings.clear(FailureWords.of(failure));
                            }
                        });
    }

    private void look() {
        if (!isInSight) {
            return;
        }
        List<EvaluationItem> now = items.get();
        context.background()
                .brief(
                        "Looking for saved evaluations",
                        (_, _) -> {
                            Map<String, Boolean> found = new HashMap<>();
                            now.forEach(one -> found.put(one.id(), Files.exists(one.record())));
                            return found;
                        },
                        found -> present.set(Map.copyOf(found)));
    }
}
