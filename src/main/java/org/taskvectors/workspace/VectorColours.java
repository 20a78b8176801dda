package org.taskvectors.workspace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which of the vectors' colours each compared vector has, by its place among them from 0. One that
/// a person gave a colour keeps it; any other has the colour of its place among the ticked ones, or
/// the first free one where that is taken.
public final class VectorColours {
    private VectorColours() {}

    /// Returns the colour of each ticked vector by its id, in the order of the ticks.
    public static Map<String, Integer> ofTicked(WorkspaceState state) {
        return of(state.tickedItems());
    }

    /// Returns the colour of each of these vectors by its id.
    public static Map<String, Integer> of(List<FileItem> vectors) {
        Map<String, Integer> colours = new LinkedHashMap<>();
        vectors.forEach(item -> item.colour().ifPresent(colour -> colours.put(item.id(), colour)));
        for (int place = 0; place < vectors.size(); place++) {
            String id = vectors.get(place).id();
            if (!colours.containsKey(id)) {
                colours.put(id, colours.containsValue(place) ? free(colours, vectors) : place);
            }
        }
        Map<String, Integer> inOrder = new LinkedHashMap<>();
        vectors.forEach(item -> inOrder.put(item.id(), colours.get(item.id())));
        return inOrder;
    }

    /// A colour that neither a given one nor a place of another vector without one needs.
    private static int free(Map<String, Integer> taken, List<FileItem> vectors) {
        int colour = 0;
        while (taken.containsValue(colour) || isWanted(colour, taken, vectors)) {
            colour++;
        }
        return colour;
    }

    private static boolean isWanted(int place, Map<String, Integer> taken, List<FileItem> vectors) {
        return place < vectors.size() && !taken.containsKey(vectors.get(place).id());
    }
}
