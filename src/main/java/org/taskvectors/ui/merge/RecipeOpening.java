package org.taskvectors.ui.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.merge.RecipeMerge;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.WorkspaceState;

/// Opens recipes into the place, as a form where a form says the same, and else as text. Lives on
/// the window's thread.
final class RecipeOpening {
    private final AppContext context;
    private final MergeCore core;
    private final MergeChoices choices;
    private final RecipeText recipe;
    private final ReadOnlyObjectWrapper<String> note = new ReadOnlyObjectWrapper<>("");

    /// The text that the note is about.
    private String noted = "";

    RecipeOpening(AppContext context, MergeCore core, MergeChoices choices, RecipeText recipe) {
        this.context = context;
        this.core = core;
        this.choices = choices;
        this.recipe = recipe;
        choices.askingProperty()
                .addListener(
                        (_, _, now) -> {
                            if (now.written().filter(one -> one.text().equals(noted)).isEmpty()) {
                                note.set("");
                            }
                        });
    }

    /// The reason why a text is not shown as a form; empty until a person asks for the form.
    ReadOnlyObjectProperty<String> noteProperty() {
        return note.getReadOnlyProperty();
    }

    private void note(WrittenRecipe about, String sentence) {
        noted = about.text();
        note.set(sentence);
    }

    /// What was read: the text, and what it means or why it means nothing yet.
    private record Read(String text, Optional<RecipeMerge> merge, String failure) {}

    /// Opens a recipe's file, and goes to the place.
    void open(Path file) {
        Path place = file.toAbsolutePath().normalize();
        Path folder = Optional.ofNullable(place.getParent()).orElse(place);
        String name = String.valueOf(place.getFileName()).replaceFirst("\\.ya?ml$", "");
        Reach reach = context.state().get().reach();
        context.background()
                .brief(
                        "Opening " + name,
                        (_, _) -> read(core.text(file), folder, reach),
                        read -> {
                            context.navigation().go(Navigation.MERGE);
                            show(
                                    "Open " + name + " in Merge",
                                    read,
                                    new WrittenRecipe(read.text(), folder.toString(), name),
                                    Optional.of(file));
                        },
                        wrong -> context.background().errors().show("Opening " + name, wrong));
    }

    private Read read(String text, Path folder, Reach reach) {
        try {
            return new Read(
                    text,
                    Optional.of(
                            core.reading(
                                    text,
                                    folder,
                                    MergeRequests.reach(context, text, folder, reach))),
                    "");
        } catch (IOException e) {
            return new Read(text, Optional.empty(), FailureWords.of(e));
        }
    }

    /// Asks for a recipe's file, and opens it.
    void choose() {
        context.dialogs().openFiles("Open a recipe", "Recipes", List.of("*.yml", "*.yaml")).stream()
                .findFirst()
                .ifPresent(this::open);
    }

    /// Puts a recipe's text in the place of the form.
    ///
    /// @param folder where its paths begin
    void write(String text, Path folder, String name) {
        choices.write("Edit the recipe as text", new WrittenRecipe(text, folder.toString(), name));
    }

    /// Shows the recipe as a form, if one says the same.
    void toForm() {
        choices.askingProperty().get().written().ifPresent(this::toForm);
    }

    /// Tries once more what could not be shown as a form.
    void again() {
        if (!note.get().isEmpty()) {
            note.set("");
            toForm();
        }
    }

    private void toForm(WrittenRecipe written) {
        Reach reach = context.state().get().reach();
        context.background()
                .brief(
                        "Reading the recipe",
                        (_, _) -> read(written.text(), written.place(), reach),
                        read -> show("Show the recipe as a form", read, written, Optional.empty()),
                        wrong -> note(written, FailureWords.of(wrong)));
    }

    /// Leaves the recipe, for the form as it was before.
    void leave() {
        choices.ask(
                "Leave the recipe",
                state -> state,
                _ -> new Asking(choices.formProperty().get(), Optional.empty()));
    }

    /// @param file that holds the recipe, if one does
    private void show(String words, Read read, WrittenRecipe written, Optional<Path> file) {
        MergeForm now = choices.formProperty().get();
        file.ifPresent(one -> recipe.isKept(new Asking(now, Optional.of(written)), one));
        if (read.merge().isEmpty()) {
            choices.write(words, written);
            note(written, read.failure());
            return;
        }
        FormReader reader = new FormReader(read.merge().get(), now);
        WorkspaceState state = context.state().get();
        WorkspaceState landed = reader.landed(state);
        Optional<MergeForm> form = reader.form(landed);
        if (form.isEmpty()) {
            choices.write(words, written);
            note(written, "It stays a text: " + reader.why() + ".");
            return;
        }
        if (landed.equals(state)) {
            Asking asking = new Asking(form.get(), Optional.empty());
            file.ifPresent(one -> recipe.isKept(asking, one));
        }
        choices.ask(
                words,
                reader::landed,
                then -> new Asking(reader.form(then).orElseThrow(), Optional.empty()));
        List<Path> added =
                MergeLanding.places(read.merge().get().request())
                        .filter(path -> state.fileAt(path).isEmpty())
                        .distinct()
                        .toList();
        if (!added.isEmpty()) {
            context.opening().add(added);
        }
    }
}
