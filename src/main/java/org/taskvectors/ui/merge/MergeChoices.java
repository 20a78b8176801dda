package org.taskvectors.ui.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.merge.method.Space;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.VectorColours;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// What the next merge is asked for, as one choice of the workspace that can be taken back. Lives
/// on the window's thread.
public final class MergeChoices {
    static final String FORM = "merge.form";
    static final String WRITTEN = "merge.recipe";

    private final AppContext context;
    private final ReadOnlyObjectWrapper<MergeForm> form =
            new ReadOnlyObjectWrapper<>(MergeForm.FIRST);
    private final ReadOnlyObjectWrapper<Asking> asking = new ReadOnlyObjectWrapper<>(Asking.FIRST);

    MergeChoices(AppContext context) {
        this.context = context;
        follow(context.state().get());
        context.state().addListener((_, _, now) -> follow(now));
    }

    /// The form, without what is no longer in the library.
    ReadOnlyObjectProperty<MergeForm> formProperty() {
        return form.getReadOnlyProperty();
    }

    /// What is merged: the form, or a recipe's text in its place.
    ReadOnlyObjectProperty<Asking> askingProperty() {
        return asking.getReadOnlyProperty();
    }

    /// Returns the models of the library: bases first.
    List<FileItem> models() {
        return models(context.state().get());
    }

    private static List<FileItem> models(WorkspaceState state) {
        return Stream.of(Role.BASE, Role.TUNED).flatMap(r -> state.files(r).stream()).toList();
    }

    /// Returns what can become an ingredient and is none yet: of vectors those of the base first,
    /// then its fine-tuned models, which count as their difference from it; else models.
    List<FileItem> candidates() {
        return candidates(context.state().get(), form.get());
    }

    private static List<FileItem> candidates(WorkspaceState state, MergeForm now) {
        List<FileItem> all = new ArrayList<>();
        if (now.space() == Space.VECTORS) {
            all.addAll(state.vectors());
            all.sort(Comparator.comparing(item -> !isOf(item, now.base())));
            state.files(Role.TUNED).stream()
                    .filter(item -> isOf(item, now.base()))
                    .forEach(all::add);
        } else {
            all.addAll(models(state));
        }
        all.removeIf(item -> now.parts().stream().anyMatch(p -> p.item().equals(item.id())));
        return List.copyOf(all);
    }

    private static boolean isOf(FileItem item, String base) {
        return item.base().equals(Optional.of(base));
    }

    /// Returns the library's item of the base.
    Optional<FileItem> base() {
        return context.state().get().file(form.get().base());
    }

    /// Returns the library's items of the ingredients, in their order.
    List<FileItem> items() {
        WorkspaceState state = context.state().get();
        return form.get().parts().stream()
                .map(part -> state.file(part.item()).orElseThrow())
                .toList();
    }

    /// Returns the colour of each ingredient by its id: the one that it has in Compare where it is
    /// ticked there, else a free one.
    Map<String, Integer> colours() {
        Map<String, Integer> all = new HashMap<>(VectorColours.ofTicked(context.state().get()));
        for (FileItem item : items()) {
            all.computeIfAbsent(item.id(), _ -> item.colour().orElseGet(() -> free(all)));
        }
        return all;
    }

    /// Returns the colour of what is made of them: one that no ingredient has.
    int ownColour() {
        return free(colours());
    }

    private static int free(Map<String, Integer> taken) {
        int colour = 0;
        while (taken.containsValue(colour)) {
            colour++;
        }
        return colour;
    }

    /// Returns the base and its vectors where the library has some that belong together: those of
    /// the base with most.
    Optional<FileItem> usualBase() {
        WorkspaceState state = context.state().get();
        return models(state).stream()
                .filter(base -> !of(state, base).isEmpty())
                .max(Comparator.comparingInt(base -> of(state, base).size()));
    }

    /// Returns the vectors that are paired with a base.
    List<FileItem> vectorsOf(FileItem base) {
        return of(context.state().get(), base);
    }

    private static List<FileItem> of(WorkspaceState state, FileItem base) {
        return state.vectors().stream().filter(item -> isOf(item, base.id())).toList();
    }

    /// Begins with a base and all vectors that are paired with it.
    void begin(FileItem base) {
        List<MergePart> parts =
                vectorsOf(base).stream().map(item -> new MergePart(item.id(), 1)).toList();
        ask(
                "Merge vectors of " + base.name(),
                state -> state,
                state ->
                        new Asking(
                                of(state)
                                        .withSpace(Space.VECTORS)
                                        .withBase(base.id())
                                        .withParts(parts),
                                Optional.empty()));
    }

    void chooseBase(FileItem item) {
        act("Merge on " + item.name(), "", now -> now.withBase(item.id()));
    }

    void add(FileItem item) {
        act("Add " + item.name(), "", now -> now.with(item.id()));
    }

    /// Changes the form.
    ///
    /// @param what is changed, for undo: `density`; changes of the same that follow each other
    ///   closely are one
    void change(String what, UnaryOperator<MergeForm> change) {
        act(what + " of the merge", "merge." + what, change);
    }

    /// Changes the form by one act.
    ///
    /// @param words what is done, for undo
    void act(String words, UnaryOperator<MergeForm> change) {
        act(words, "", change);
    }

    /// Puts other things in the place of what is merged, by one act.
    ///
    /// @param words what is done, for undo
    /// @param before what becomes of the library first
    /// @param then what is merged, given that library
    void ask(
            String words,
            UnaryOperator<WorkspaceState> before,
            Function<WorkspaceState, Asking> then) {
        context.undo()
                .act(
                        Act.of(
                                words,
                                state -> {
                                    WorkspaceState first = before.apply(state);
                                    Asking asked = then.apply(first);
                                    return first.withChoice(FORM, MergeFormJson.write(asked.form()))
                                            .withChoice(
                                                    WRITTEN,
                                                    asked.written()
                                                            .map(WrittenRecipe::write)
                                                            .orElse(""));
                                }));
    }

    /// Merges what a recipe's text says, in the place of the form, which stays behind it.
    void write(String words, WrittenRecipe recipe) {
        ask(words, state -> state, state -> new Asking(of(state), Optional.of(recipe)));
    }

    /// Takes in what was typed into the recipe; what is typed soon after is one act with it.
    void type(String text) {
        asking.get()
                .written()
                .filter(recipe -> !recipe.text().equals(text))
                .ifPresent(
                        recipe ->
                                context.undo()
                                        .act(
                                                Act.of(
                                                                "Edit the recipe",
                                                                state ->
                                                                        state.withChoice(
                                                                                WRITTEN,
                                                                                recipe.withText(
                                                                                                text)
                                                                                        .write()))
                                                        .mergingAs("merge.recipe")));
    }

    private void act(String words, String merge, UnaryOperator<MergeForm> change) {
        context.undo()
                .act(
                        Act.of(
                                        words,
                                        state ->
                                                state.withChoice(
                                                        FORM,
                                                        MergeFormJson.write(
                                                                change.apply(of(state)))))
                                .mergingAs(merge));
    }

    private void follow(WorkspaceState state) {
        MergeForm now = of(state);
        form.set(now);
        asking.set(new Asking(now, WrittenRecipe.read(state.choice(WRITTEN, ""))));
    }

    /// The form of a workspace: what is no longer in the library is no longer asked for.
    private static MergeForm of(WorkspaceState state) {
        MergeForm saved = MergeFormJson.read(state.choice(FORM, ""));
        MergeForm there =
                state.file(saved.base()).filter(item -> !item.role().isVector()).isPresent()
                        ? saved
                        : saved.withBase("");
        return there.withParts(
                there.parts().stream()
                        .filter(
                                part ->
                                        state.file(part.item())
                                                .filter(i -> fits(i, there))
                                                .isPresent())
                        .toList());
    }

    private static boolean fits(FileItem item, MergeForm form) {
        return form.space() == Space.VECTORS
                ? item.role().isVector() || item.role() == Role.TUNED
                : !item.role().isVector();
    }
}
