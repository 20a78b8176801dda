package org.taskvectors.device.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Layer;
import org.taskvectors.inference.Weights;

/// Writes a whole model as methods of TorchScript: one for each kind of layer. A layer is one call,
/// so that work can stop between layers and holds no more than one layer's numbers.
///
/// @param text of all methods; the word `DEVICE` in it stands for the device
/// @param cached of each layer, for texts with a cache
/// @param packed of each layer, for several texts without one
record ModelScript(String text, List<Call> cached, List<Call> packed, HeadScript head) {
    /// What is added to scores so that nothing later, and nothing before the window, is seen.
    private static final String MASK =
            """
              def mask(self: __torch__.M,
                rows: int,
                columns: int,
                start: int,
                first: int,
                window: int,
                dtype: int) -> Tensor:
                i = torch.unsqueeze(torch.arange(start, torch.add(start, rows), device=DEVICE), 1)
                j = torch.unsqueeze(torch.arange(first, torch.add(first, columns), device=DEVICE), 0)
                hidden = torch.gt(j, i)
                if torch.gt(window, 0):
                  hidden = torch.logical_or(hidden, torch.le(j, torch.sub(i, window)))
                zeros = torch.zeros([rows, columns], dtype=dtype, device=DEVICE)
                return torch.masked_fill(zeros, hidden, -inf)
            """;

    /// What is done where weights and texts lie on a device: small inputs are moved there, keys and
    /// values get their room, and tokens are looked up.
    private static final String INPUTS =
            """
              def moved(self: __torch__.M,
                x: Tensor) -> Tensor:
                return torch.to(x, DEVICE, None, False, False)
              def room(self: __torch__.M,
                sizes: List[int]) -> Tensor:
                return torch.empty(sizes, dtype=6, device=DEVICE, pin_memory=False)
              def embedded(self: __torch__.M,
                table: Tensor,
                tokens: Tensor,
                scale: float) -> Tensor:
                return torch.mul(torch.to(torch.index_select(table, 0, tokens), 6), scale)
              def placed(self: __torch__.M,
                h: Tensor,
                table: Tensor,
                positions: Tensor) -> Tensor:
                return torch.add(h, torch.to(torch.index_select(table, 0, positions), 6))
            """;

    ModelScript {
        cached = List.copyOf(cached);
        packed = List.copyOf(packed);
    }

    /// A method, and the weights that it is called with.
    record Call(String method, List<Weights> weights) {}

    static ModelScript of(BoundModel model) {
        Architecture architecture = model.architecture();
        Map<String, String> methods = new LinkedHashMap<>();
        List<Call> cached = new ArrayList<>();
        List<Call> packed = new ArrayList<>();
        for (int i = 0; i < architecture.layers(); i++) {
            Layer layer = model.layers().get(i);
            boolean isRotated = architecture.rope(i).isPresent();
            cached.add(call(methods, LayerScript.cached(architecture, layer, isRotated)));
            packed.add(call(methods, LayerScript.packed(architecture, layer, isRotated)));
        }
        HeadScript head = HeadScript.of(model);
        StringBuilder text = new StringBuilder(Tensors.METHODS).append(MASK).append(INPUTS);
        methods.forEach((body, name) -> text.append("  def ").append(name).append(body));
        return new ModelScript(text.append(head.text()).toString(), cached, packed, head);
    }

    private static Call call(Map<String, String> methods, LayerScript layer) {
        String name = methods.computeIfAbsent(layer.text(), _ -> "layer" + methods.size());
        return new Call(name, layer.weights());
    }
}
