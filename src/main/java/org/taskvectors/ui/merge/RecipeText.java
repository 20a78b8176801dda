package org.taskvectors.ui.merge;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.method.Space;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.common.FolderNames;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.undo.Act;

/// The form as a recipe: its text, which follows the form, and the recipe as an item of the
/// library, which is the merge without being written. Lives on the window's thread.
final class RecipeText {
    private static final String ENDING = ".yml";

    private final AppContext context;
    private final MergeCore core;
    private final MergeChoices choices;
    private final ReadOnlyObjectWrapper<String> text = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<String> reason = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<Optional<Path>> kept =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private boolean isWriting;

    /// The form that the text is of.
    private MergeForm of = MergeForm.FIRST;

    /// The form that was kept last.
    private MergeForm keptOf = MergeForm.FIRST;

    RecipeText(AppContext context, MergeCore core, MergeChoices choices) {
        this.context = context;
        this.core = core;
        this.choices = choices;
    }

    /// The recipe of the form; empty where there is none.
    ReadOnlyObjectProperty<String> textProperty() {
        return text.getReadOnlyProperty();
    }

    /// Why there is none, or it could not be kept; empty where nothing is wrong.
    ReadOnlyObjectProperty<String> reasonProperty() {
        return reason.getReadOnlyProperty();
    }

    /// The recipe that was kept last, as long as it is what the form says.
    ReadOnlyObjectProperty<Optional<Path>> keptProperty() {
        return kept.getReadOnlyProperty();
    }

    /// Called where the form may have changed.
    ///
    /// @param isKnown whether everything fits, so that it can be merged
    /// @param folder beside which the recipe would lie; empty where it is not known
    void changed(boolean isKnown, Optional<Path> folder) {
        MergeForm form = choices.formProperty().get();
        MergeForm now = said(form);
        if (!now.equals(keptOf)) {
            kept.set(Optional.empty());
        }
        if (!isKnown || folder.isEmpty()) {
            // While the same form is looked at again, what was written of it stands.
            if (!now.equals(of)) {
                text.set("");
                reason.set("");
                of = MergeForm.FIRST;
            }
            return;
        }
        if (isWriting || now.equals(of)) {
            return;
        }
        isWriting = true;
        MergeRequest request = MergeRequests.of(context, form, folder.get().resolve("recipe"));
        Path beside = folder.get();
        context.background()
                .brief(
                        "Writing the recipe",
                        (_, _) -> core.recipe(request, beside),
                        made -> {
                            isWriting = false;
                            of = now;
                            text.set(made.orElse(""));
                            reason.set(
                                    made.isEmpty()
                                            ? "No recipe says this: an adapter's scale, or what is"
                                                    + " left out, has no words there."
                                            : "");
                            again(folder);
                        },
                        wrong -> {
                            isWriting = false;
                            of = now;
                            text.set("");
                            reason.set(FailureWords.of(wrong));
                            again(folder);
                        });
    }

    private void again(Optional<Path> folder) {
        if (!said(choices.formProperty().get()).equals(of)) {
            changed(true, folder);
        }
    }

    /// What a recipe says of a form.
    private static MergeForm said(MergeForm form) {
        return form.numbers().withOutput(to -> to.withDtype(form.output().dtype()));
    }

    /// Writes the recipe into a folder, and puts it into the library.
    ///
    /// @param name what it is called, without an ending
    /// @param then is handed the item
    void keep(Path folder, String name, Consumer<FileItem> then) {
        String written = text.get();
        if (written.isEmpty()) {
            return;
        }
        MergeForm form = choices.formProperty().get();
        Path file = folder.resolve(FolderNames.free(folder, name, ENDING) + ENDING);
        context.background()
                .brief(
                        "Keeping the recipe",
                        (_, _) -> core.keep(written, file),
                        kept -> {
                            land(form, kept);
                            keptOf = said(form);
                            this.kept.set(Optional.of(kept));
                            context.opening().add(List.of(kept));
                            context.workspace().state().fileAt(kept).ifPresent(then);
                        },
                        wrong -> reason.set(FailureWords.of(wrong)));
    }

    private void land(MergeForm form, Path file) {
        String name = String.valueOf(file.getFileName());
        String stem = name.substring(0, name.length() - ENDING.length());
        Role role = form.space() == Space.VECTORS ? Role.VECTOR : Role.TUNED;
        Optional<String> base = Optional.of(form.base()).filter(_ -> form.isOnBase());
        context.undo()
                .act(
                        Act.of(
                                "Keep " + name,
                                state -> MergeLanding.landed(state, file, stem, role, base)));
    }
}
