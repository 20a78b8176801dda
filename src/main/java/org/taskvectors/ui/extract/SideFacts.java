package org.taskvectors.ui.extract;

import java.nio.file.Path;
import java.util.List;
import org.taskvectors.ui.common.ScopeViewModel;

/// What the card of one side says, read from headers.
///
/// @param path the file or folder
/// @param name the folder's or file's own name
/// @param model what it is: `LlamaForCausalLM · 8.03 B weights · bfloat16`
/// @param disk what lies on disk: `4 shards · 16.1 GB · 291 tensors`
/// @param items its floating-point tensors, tied ones once: what a scope is chosen from
/// @param notes what was noticed and is no error
public record SideFacts(
        Path path,
        String name,
        String model,
        String disk,
        List<ScopeViewModel.Item> items,
        List<String> notes) {
    public SideFacts {
        items = List.copyOf(items);
        notes = List.copyOf(notes);
    }
}
