package org.taskvectors.ui.library;

import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.Numbers;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.Item;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// What a card says.
///
/// @param id the item's
/// @param title its name
/// @param role what it is for
/// @param about `Llama · 8.03 B · bfloat16`, or what it belongs to
/// @param size `16.1 GB · 4 shards`
/// @param layers `32 layers`; empty where its names show none
/// @param path where it lies
/// @param isThere whether it is still there
public record CardData(
        String id,
        String title,
        Role role,
        String about,
        String size,
        String layers,
        String path,
        boolean isThere) {
    private static final String BETWEEN = " · ";

    static CardData of(Item item, WorkspaceState state, boolean isThere) {
        return new CardData(
                item.id(),
                item.name(),
                item.role(),
                item.facts().map(facts -> about(item, facts, state)).orElse(""),
                item.facts().map(CardData::size).orElse(""),
                item.facts().filter(facts -> facts.layers() > 0).map(CardData::layers).orElse(""),
                HomePath.of(item.path()),
                isThere);
    }

    private static String about(Item item, Facts facts, WorkspaceState state) {
        String dtypes = String.join(", ", facts.dtypes());
        if (item.role() == Role.VECTOR && !facts.of().isEmpty()) {
            return "of " + facts.of() + BETWEEN + dtypes;
        }
        String model =
                facts.architecture()
                        + BETWEEN
                        + Numbers.parameters(facts.parameters())
                        + BETWEEN
                        + dtypes;
        return item.role() == Role.BASE
                ? model
                : item.base()
                        .flatMap(state::item)
                        .map(base -> "on " + base.name() + BETWEEN + dtypes)
                        .orElse(model);
    }

    private static String size(Facts facts) {
        String bytes = Numbers.bytes(facts.bytes());
        return facts.files() > 1 ? bytes + BETWEEN + facts.files() + " shards" : bytes;
    }

    private static String layers(Facts facts) {
        return facts.layers() + (facts.layers() == 1 ? " layer" : " layers");
    }
}
