package org.taskvectors.ui.library;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.merge.RecipeMerge;
import org.taskvectors.merge.recipe.RecipeDifference;
import org.taskvectors.merge.recipe.RecipeDocument;
import org.taskvectors.ui.common.FolderNames;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.undo.Act;

/// What is done with recipes of the library: one is copied, two are compared. Lives on the window's
/// thread.
public final class RecipeActs {
    /// What two recipes say otherwise.
    ///
    /// @param first the name of the first
    /// @param second that of the second
    public record Compared(String first, String second, RecipeDifference difference) {}

    private final AppContext context;
    private final ReadOnlyObjectWrapper<Optional<Compared>> compared =
            new ReadOnlyObjectWrapper<>(Optional.empty());

    RecipeActs(AppContext context) {
        this.context = context;
    }

    /// Two recipes that were compared, until that is put away.
    public ReadOnlyObjectProperty<Optional<Compared>> comparedProperty() {
        return compared.getReadOnlyProperty();
    }

    public void hide() {
        compared.set(Optional.empty());
    }

    void compare(FileItem first, FileItem second) {
        context.background()
                .brief(
                        "Comparing " + first.name() + " and " + second.name(),
                        (_, _) ->
                                RecipeDifference.of(
                                        RecipeMerge.document(first.path()).recipe(),
                                        RecipeMerge.document(second.path()).recipe()),
                        found ->
                                compared.set(
                                        Optional.of(
                                                new Compared(first.name(), second.name(), found))));
    }

    /// Copies a recipe to a free name beside it, and puts the copy into the library.
    void duplicate(FileItem item) {
        Path from = item.path();
        context.background()
                .brief(
                        "Duplicating " + item.name(),
                        (_, _) -> {
                            Path folder =
                                    Optional.ofNullable(from.toAbsolutePath().getParent())
                                            .orElseThrow();
                            String file = String.valueOf(from.getFileName());
                            int dot = file.lastIndexOf('.');
                            String ending = dot < 0 ? "" : file.substring(dot);
                            String stem = dot < 0 ? file : file.substring(0, dot);
                            Path to =
                                    folder.resolve(FolderNames.free(folder, stem, ending) + ending);
                            String text = RecipeDocument.textOf(from);
                            AtomicFile.write(to, text.getBytes(StandardCharsets.UTF_8));
                            return to;
                        },
                        to -> land(item, to));
    }

    private void land(FileItem of, Path to) {
        String file = String.valueOf(to.getFileName());
        String name = file.substring(0, Math.max(1, file.lastIndexOf('.')));
        context.undo()
                .act(
                        Act.of(
                                "Duplicate " + of.name(),
                                state ->
                                        state.withItem(
                                                new FileItem(
                                                        UUID.randomUUID().toString(),
                                                        to,
                                                        name,
                                                        of.role(),
                                                        of.base(),
                                                        Optional.empty()))));
        context.opening().add(List.of(to));
    }
}
