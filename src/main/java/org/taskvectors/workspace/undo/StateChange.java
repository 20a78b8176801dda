package org.taskvectors.workspace.undo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.workspace.EvaluationItem;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Item;
import org.taskvectors.workspace.SheetItem;
import org.taskvectors.workspace.TrainingItem;
import org.taskvectors.workspace.WorkspaceState;

/// What an act changed of a workspace, as a difference that can be laid onto any later state:
/// whatever else has become otherwise since (facts that were read, items that were added, files
/// that moved) stays as it is.
///
/// @param order the ids of the items
/// @param held the items that came or went, by id
/// @param files what became of files that stayed, by id
/// @param names the names of saved evaluations and trainings that stayed, by id
/// @param sheet what became of the sheet of figures where it stayed
/// @param ticks the ids that are compared
/// @param choices smaller settings by key; empty where there is none
/// @param threshold the ε of sparsity
/// @param name what the workspace is called
record StateChange(
        OrderEdit order,
        Map<String, Item> held,
        Map<String, FileEdit> files,
        Map<String, Edit<String>> names,
        Edit<Optional<SheetItem>> sheet,
        OrderEdit ticks,
        Map<String, Edit<Optional<String>>> choices,
        Edit<Threshold> threshold,
        Edit<String> name) {

    static StateChange between(WorkspaceState before, WorkspaceState after) {
        Map<String, Item> held = new HashMap<>();
        Map<String, FileEdit> files = new HashMap<>();
        before.items().stream()
                .filter(item -> after.item(item.id()).isEmpty())
                .forEach(item -> held.put(item.id(), item));
        after.items().stream()
                .filter(item -> before.item(item.id()).isEmpty())
                .forEach(item -> held.put(item.id(), item));
        for (FileItem now : after.files()) {
            before.file(now.id())
                    .map(was -> FileEdit.between(was, now))
                    .filter(edit -> !edit.isNothing())
                    .ifPresent(edit -> files.put(now.id(), edit));
        }
        return new StateChange(
                new OrderEdit(ids(before), ids(after)),
                held,
                files,
                names(before, after),
                sheet(before, after),
                new OrderEdit(before.ticked(), after.ticked()),
                choices(before.choices(), after.choices()),
                new Edit<>(before.threshold(), after.threshold()),
                new Edit<>(before.name(), after.name()));
    }

    /// What else becomes of an evaluation or a training comes of itself.
    private static Map<String, Edit<String>> names(WorkspaceState before, WorkspaceState after) {
        Map<String, Edit<String>> names = new HashMap<>();
        for (Item now : named(after)) {
            before.item(now.id())
                    .map(was -> new Edit<>(was.name(), now.name()))
                    .filter(edit -> !edit.isNothing())
                    .ifPresent(edit -> names.put(now.id(), edit));
        }
        return names;
    }

    private static List<Item> named(WorkspaceState state) {
        return state.items().stream()
                .filter(item -> item.evaluation().isPresent() || item.training().isPresent())
                .toList();
    }

    private static Item withName(Item item, String name) {
        return switch (item) {
            case EvaluationItem saved -> saved.withName(name);
            case TrainingItem run -> run.withName(name);
            default -> item;
        };
    }

    private static Edit<Optional<SheetItem>> sheet(WorkspaceState before, WorkspaceState after) {
        boolean stays = before.sheet().isPresent() && after.sheet().isPresent();
        return stays
                ? new Edit<>(before.sheet(), after.sheet())
                : new Edit<>(Optional.empty(), Optional.empty());
    }

    private static List<String> ids(WorkspaceState state) {
        return state.items().stream().map(Item::id).toList();
    }

    private static Map<String, Edit<Optional<String>>> choices(
            Map<String, String> before, Map<String, String> after) {
        Set<String> keys = new HashSet<>(before.keySet());
        keys.addAll(after.keySet());
        Map<String, Edit<Optional<String>>> choices = new HashMap<>();
        for (String key : keys) {
            Optional<String> was = Optional.ofNullable(before.get(key));
            Optional<String> is = Optional.ofNullable(after.get(key));
            if (!was.equals(is)) {
                choices.put(key, new Edit<>(was, is));
            }
        }
        return choices;
    }

    boolean isNothing() {
        return order.isNothing()
                && ticks.isNothing()
                && threshold.isNothing()
                && name.isNothing()
                && files.values().stream().allMatch(FileEdit::isNothing)
                && names.values().stream().allMatch(Edit::isNothing)
                && sheet.isNothing()
                && choices.values().stream().allMatch(Edit::isNothing);
    }

    /// This change and the next one as one.
    StateChange then(StateChange next) {
        Map<String, Item> bothHeld = new HashMap<>(held);
        bothHeld.putAll(next.held);
        Map<String, FileEdit> bothFiles = new HashMap<>(files);
        next.files.forEach((id, edit) -> bothFiles.merge(id, edit, FileEdit::then));
        Map<String, Edit<String>> bothNames = new HashMap<>(names);
        next.names.forEach((id, edit) -> bothNames.merge(id, edit, Edit::then));
        Map<String, Edit<Optional<String>>> bothChoices = new HashMap<>(choices);
        next.choices.forEach((key, edit) -> bothChoices.merge(key, edit, Edit::then));
        return new StateChange(
                order.then(next.order),
                bothHeld,
                bothFiles,
                bothNames,
                sheet.then(next.sheet),
                ticks.then(next.ticks),
                bothChoices,
                threshold.then(next.threshold),
                name.then(next.name));
    }

    /// Does it to `state`.
    WorkspaceState on(WorkspaceState state) {
        Map<String, String> settings = new LinkedHashMap<>(state.choices());
        choices.forEach(
                (key, edit) ->
                        edit.on(Optional.ofNullable(settings.get(key)))
                                .ifPresentOrElse(
                                        value -> settings.put(key, value),
                                        () -> settings.remove(key)));
        WorkspaceState changed =
                withItems(state)
                        .withName(name.on(state.name()))
                        .withChoices(settings)
                        .withThreshold(threshold.on(state.threshold()));
        for (Map.Entry<String, FileEdit> entry : files.entrySet()) {
            changed = changed.changing(entry.getKey(), entry.getValue()::on);
        }
        for (Item saved : named(changed)) {
            Edit<String> renamed = names.get(saved.id());
            if (renamed != null) {
                changed = changed.withItem(withName(saved, renamed.on(saved.name())));
            }
        }
        if (changed.sheet().isPresent() && !sheet.isNothing()) {
            changed = sheet.on(changed.sheet()).map(changed::withItem).orElse(changed);
        }
        return changed.withTicked(ticks.on(changed.ticked()));
    }

    private WorkspaceState withItems(WorkspaceState state) {
        WorkspaceState changed = state;
        Map<String, Item> coming = new HashMap<>();
        for (Item item : held.values()) {
            if (order.to().contains(item.id()) && state.item(item.id()).isEmpty()) {
                Optional<FileItem> twin = item.file().map(FileItem::path).flatMap(changed::fileAt);
                coming.put(item.id(), twin.<Item>map(now -> readLike(now, item)).orElse(item));
                if (twin.isPresent()) {
                    changed = takingOver(changed, twin.get().id(), item.id());
                }
            }
        }
        List<Item> items = new ArrayList<>();
        for (String id : order.on(ids(changed))) {
            changed.item(id).or(() -> Optional.ofNullable(coming.get(id))).ifPresent(items::add);
        }
        return changed.withItems(items);
    }

    /// An item whose files were opened anew while it was away, with what was read of them then.
    private static Item readLike(FileItem now, Item item) {
        return item.file()
                .<Item>map(
                        file ->
                                now.facts()
                                        .map(file::withFacts)
                                        .orElse(file)
                                        .withContent(now.content()))
                .orElse(item);
    }

    /// Without the item of id `from`: whatever named it names `to`.
    private static WorkspaceState takingOver(WorkspaceState state, String from, String to) {
        WorkspaceState changed = state;
        for (FileItem file : state.files()) {
            if (file.base().filter(from::equals).isPresent()) {
                changed = changed.changing(file.id(), one -> one.withBase(Optional.of(to)));
            }
        }
        return changed.withItems(
                        changed.items().stream().filter(item -> !item.id().equals(from)).toList())
                .withTicked(
                        changed.ticked().stream().map(id -> id.equals(from) ? to : id).toList());
    }
}
