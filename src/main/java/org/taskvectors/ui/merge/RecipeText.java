package org.taskvectors.ui.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.recipe.PlanTable;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.common.FolderNames;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.undo.Act;

/// What is asked for as a recipe: its text, which follows the form or is what was written, what it
/// means layer by layer, and the recipe as an item of the library, which is the merge without being
/// written. Lives on the window's thread.
final class RecipeText {
    static final String ENDING = ".yml";

    private static final Told NOTHING = new Told("", Optional.empty(), "");
    private static final String NO_WORDS =
            "No recipe says this merge: for what is left out, for an adapter's scale and for the"
                    + " dictionary of a file that was chosen in the library it has no words.";

    /// @param text the recipe; empty where there is none
    /// @param meaning what it means layer by layer
    /// @param reason why there is none; empty where nothing is wrong
    private record Told(String text, Optional<PlanTable> meaning, String reason) {}

    private final AppContext context;
    private final MergeCore core;
    private final MergeChoices choices;
    private final ReadOnlyObjectWrapper<Told> told = new ReadOnlyObjectWrapper<>(NOTHING);
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<Optional<Path>> kept =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private boolean isWriting;

    /// What the text is of.
    private Asking of = Asking.FIRST;

    /// What was kept last, and its file.
    private Asking keptOf = Asking.FIRST;

    private Optional<Path> keptFile = Optional.empty();

    RecipeText(AppContext context, MergeCore core, MergeChoices choices) {
        this.context = context;
        this.core = core;
        this.choices = choices;
    }

    /// Changes when the recipe does, and when it was kept.
    List<ReadOnlyObjectProperty<?>> properties() {
        return List.of(
                told.getReadOnlyProperty(),
                failure.getReadOnlyProperty(),
                kept.getReadOnlyProperty());
    }

    /// The recipe; empty where there is none.
    String text() {
        return told.get().text();
    }

    /// What it means layer by layer.
    Optional<PlanTable> meaning() {
        return told.get().meaning();
    }

    /// Why there is none, or it could not be kept; empty where nothing is wrong.
    String reason() {
        return failure.get().isEmpty() ? told.get().reason() : failure.get();
    }

    /// The recipe that was kept last, as long as it is what is asked for.
    Optional<Path> kept() {
        return kept.get();
    }

    /// Called where what is asked for may have changed.
    ///
    /// @param isKnown whether everything fits, so that it can be merged
    /// @param folder beside which the recipe would lie; empty where it is not known
    void changed(boolean isKnown, Optional<Path> folder) {
        Asking asking = choices.askingProperty().get();
        Asking now = asking.said();
        kept.set(keptFile.filter(_ -> now.equals(keptOf)));
        if (!isKnown || folder.isEmpty()) {
            // While the same is looked at again, what was written of it stands.
            if (!now.equals(of)) {
                told.set(NOTHING);
                of = Asking.FIRST;
            }
            return;
        }
        if (isWriting || now.equals(of)) {
            return;
        }
        isWriting = true;
        failure.set("");
        Path beside = folder.get();
        Reach reach = context.state().get().reach();
        MergeRequests.Asked asked = MergeRequests.asked(context, asking, beside.resolve("recipe"));
        context.background()
                .brief(
                        "Writing the recipe",
                        (_, _) ->
                                asking.written().isPresent()
                                        ? told(asking.written().get(), reach)
                                        : told(asked.request(), beside, reach),
                        made -> written(made, now, folder),
                        wrong ->
                                written(
                                        new Told("", Optional.empty(), FailureWords.of(wrong)),
                                        now,
                                        folder));
    }

    private Told told(WrittenRecipe written, Reach reach) throws IOException {
        return told(written.text(), written.place(), reach);
    }

    private Told told(MergeRequest request, Path beside, Reach reach) throws IOException {
        Optional<String> text = core.recipe(request, beside);
        return text.isPresent()
                ? told(text.get(), beside, reach)
                : new Told("", Optional.empty(), NO_WORDS);
    }

    private Told told(String text, Path folder, Reach reach) throws IOException {
        PlanTable meaning =
                core.reading(text, folder, MergeRequests.reach(context, text, folder, reach))
                        .plan()
                        .table();
        return new Told(text, Optional.of(meaning), "");
    }

    private void written(Told made, Asking now, Optional<Path> folder) {
        isWriting = false;
        of = now;
        told.set(made);
        if (!choices.askingProperty().get().said().equals(of)) {
            changed(true, folder);
        }
    }

    /// Writes the recipe into a folder, and puts it into the library.
    ///
    /// @param folder where its paths begin
    /// @param name what it is called, without an ending
    /// @param base the id of the base that it is paired with
    /// @param then is handed the item
    void keep(Path folder, String name, Role role, Optional<String> base, Consumer<FileItem> then) {
        String written = text();
        if (written.isEmpty()) {
            return;
        }
        Asking asking = choices.askingProperty().get();
        Path file =
                folder.resolve(FolderNames.freeOfAll(folder, name, MergeNames.ENDINGS) + ENDING);
        context.background()
                .brief(
                        "Keeping the recipe",
                        (_, _) -> core.keep(written, file),
                        kept -> {
                            land(kept, role, base);
                            isKept(asking, kept);
                            context.opening().add(List.of(kept));
                            context.workspace().state().fileAt(kept).ifPresent(then);
                        },
                        wrong -> failure.set(FailureWords.of(wrong)));
    }

    /// Says that a file holds the recipe of what is, or will be, asked for.
    void isKept(Asking asking, Path file) {
        keptOf = asking.said();
        keptFile = Optional.of(file);
        kept.set(keptFile.filter(_ -> choices.askingProperty().get().said().equals(keptOf)));
    }

    private void land(Path file, Role role, Optional<String> base) {
        String name = String.valueOf(file.getFileName());
        String stem = name.substring(0, name.length() - ENDING.length());
        context.undo()
                .act(
                        Act.of(
                                "Keep " + name,
                                state -> MergeLanding.landed(state, file, stem, role, base)));
    }
}
