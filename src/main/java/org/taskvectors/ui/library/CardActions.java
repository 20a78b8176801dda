package org.taskvectors.ui.library;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.file.FarFiles;
import org.taskvectors.ui.common.FileManager;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.ExtractPair;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// What can be done with one card or several: the same in a card's menu, above the cards, and in
/// the finder. Only what fits them is offered.
final class CardActions {
    private final AppContext context;
    private final LibraryViewModel model;
    private final Onward onward;
    private final Consumer<String> clipboard;

    /// @param onward takes items to other places
    /// @param clipboard takes text
    CardActions(
            AppContext context, LibraryViewModel model, Onward onward, Consumer<String> clipboard) {
        this.context = context;
        this.model = model;
        this.onward = onward;
        this.clipboard = clipboard;
    }

    /// What leads on from these cards: into other places, into panels.
    List<CardAction> onward(List<String> ids) {
        List<FileItem> items = items(ids);
        List<CardAction> actions = new ArrayList<>();
        pair(items)
                .ifPresent(
                        pair ->
                                actions.add(
                                        new CardAction("Extract…", () -> extract(items, pair))));
        List<FileItem> vectors = vectors(items);
        if (!vectors.isEmpty()) {
            String word =
                    items.equals(vectors) ? "Compare" : "Compare its " + counted(vectors.size());
            actions.add(new CardAction(word, () -> compare(vectors)));
        }
        if (isOnOneBase(items)) {
            actions.add(new CardAction("Try in Sandbox", () -> onward.sandbox().accept(items)));
        }
        if (!items.isEmpty() && items.stream().allMatch(CardActions::isRecipe)) {
            if (items.size() == 1) {
                actions.add(
                        new CardAction(
                                "Edit in Merge", () -> onward.recipe().accept(items.getFirst())));
                actions.add(
                        new CardAction(
                                "Duplicate", () -> model.recipes().duplicate(items.getFirst())));
            } else if (items.size() == 2) {
                actions.add(
                        new CardAction(
                                "What differs…",
                                () -> model.recipes().compare(items.getFirst(), items.getLast())));
            }
        }
        if (items.size() == 1 && items.getFirst().role().isVector()) {
            String id = items.getFirst().id();
            actions.add(new CardAction("Extract a LoRA…", () -> model.extractLora(id)));
            if (model.canSaveModel(id)) {
                actions.add(new CardAction("Save as a model…", () -> model.saveModel(id)));
            }
        }
        return actions;
    }

    private static boolean isRecipe(FileItem item) {
        return Formats.ALL.isComputed(item.path());
    }

    /// What is done with their files.
    List<CardAction> files(List<String> ids) {
        List<FileItem> items = items(ids);
        List<CardAction> actions = new ArrayList<>();
        List<FileItem> far = items.stream().filter(HubActs::isOnHub).toList();
        if (!far.isEmpty()) {
            actions.add(new CardAction("Ask the hub", () -> model.ask(far)));
        }
        if (items.size() == 1 && !FarFiles.isFar(items.getFirst().path())) {
            Path path = items.getFirst().path();
            actions.add(new CardAction("Show in file manager", () -> showInFileManager(path)));
        }
        actions.add(
                new CardAction(
                        items.size() == 1 ? "Copy path" : "Copy paths",
                        () ->
                                clipboard.accept(
                                        items.stream()
                                                .map(item -> item.path().toString())
                                                .collect(Collectors.joining("\n")))));
        return actions;
    }

    void remove(List<String> ids) {
        model.remove(ids);
    }

    private void showInFileManager(Path path) {
        context.background()
                .brief(
                        "Showing " + path.getFileName() + " in the file manager",
                        (_, _) -> {
                            FileManager.show(path);
                            return path;
                        },
                        _ -> {});
    }

    private static String counted(int vectors) {
        return Amounts.counted(vectors, "vector");
    }

    private List<FileItem> items(List<String> ids) {
        return ids.stream().map(model.state()::file).flatMap(Optional::stream).toList();
    }

    /// The vectors that are meant: those that are chosen, or those of a base that is chosen alone.
    private List<FileItem> vectors(List<FileItem> items) {
        if (items.size() == 1 && items.getFirst().role() == Role.BASE) {
            Optional<String> base = Optional.of(items.getFirst().id());
            return model.state().vectors().stream()
                    .filter(vector -> vector.base().equals(base))
                    .toList();
        }
        return items.stream().allMatch(item -> item.role().isVector()) ? items : List.of();
    }

    private void compare(List<FileItem> vectors) {
        String words =
                vectors.size() == 1
                        ? "Tick " + vectors.getFirst().name()
                        : "Tick " + counted(vectors.size());
        context.undo()
                .act(
                        Act.of(
                                words,
                                state -> {
                                    WorkspaceState changed = state;
                                    for (FileItem vector : vectors) {
                                        changed = changed.withTicked(vector.id(), true);
                                    }
                                    return changed;
                                }));
        context.navigation().go(Navigation.COMPARE);
    }

    /// Whether all are vectors that belong to one base of the library.
    private boolean isOnOneBase(List<FileItem> items) {
        return !items.isEmpty()
                && items.stream().allMatch(item -> item.role().isVector())
                && items.stream().map(FileItem::base).distinct().count() == 1
                && items.getFirst().base().flatMap(model.state()::file).isPresent();
    }

    /// The sides of Extract, by the choices of the workspace; an empty one stays to be chosen.
    private record ChosenPair(Optional<Path> base, Optional<Path> tuned) {}

    private Optional<ChosenPair> pair(List<FileItem> items) {
        if (items.size() == 1) {
            FileItem item = items.getFirst();
            return switch (item.role()) {
                case VECTOR -> Optional.empty();
                case BASE -> Optional.of(new ChosenPair(Optional.of(item.path()), onlyOf(item)));
                case TUNED, ADAPTER ->
                        Optional.of(
                                new ChosenPair(
                                        ExtractPair.of(item, model.state()).map(ExtractPair::base),
                                        Optional.of(item.path())));
            };
        }
        List<FileItem> bases = items.stream().filter(i -> i.role() == Role.BASE).toList();
        List<FileItem> tuned =
                items.stream()
                        .filter(i -> i.role() == Role.TUNED || i.role() == Role.ADAPTER)
                        .toList();
        return items.size() == 2 && bases.size() == 1 && tuned.size() == 1
                ? Optional.of(
                        new ChosenPair(
                                Optional.of(bases.getFirst().path()),
                                Optional.of(tuned.getFirst().path())))
                : Optional.empty();
    }

    /// The one fine-tuned model of a base that has no vector yet.
    private Optional<Path> onlyOf(FileItem base) {
        return ExtractPair.only(model.state())
                .filter(pair -> pair.base().equals(base.path()))
                .map(ExtractPair::tuned);
    }

    private void extract(List<FileItem> items, ChosenPair pair) {
        String names = items.stream().map(FileItem::name).collect(Collectors.joining(" and "));
        context.undo()
                .act(
                        Act.of(
                                "Choose " + names + " in Extract",
                                state ->
                                        state.withChoice(ExtractPair.BASE, text(pair.base()))
                                                .withChoice(
                                                        ExtractPair.TUNED, text(pair.tuned()))));
        context.navigation().go(Navigation.EXTRACT);
    }

    private static String text(Optional<Path> path) {
        return path.map(Path::toString).orElse("");
    }
}
