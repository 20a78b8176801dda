package org.taskvectors.device.torch;

/// The text of the methods that [TorchAlgebra] calls. A dtype is libtorch's number of it: 6 for
/// float32, 7 for float64.
final class ProductScript {
    static final int FLOAT32 = 6;
    static final int FLOAT64 = 7;

    /// `send` copies to the device, also where that is the processor; `fetch` copies back. `add`
    /// adds x·y to a sum in float64, `addTurned` xᵀ·y: runs of terms are multiplied in a dtype of
    /// their own. `squares` is Σ (p − x)², and uses p up. `isExact` multiplies by the identity what
    /// only 13 bits or more can hold.
    static final String TEXT =
            """
              def send(self: __torch__.M,
                x: Tensor) -> Tensor:
                return torch.to(x, DEVICE, None, False, True)
              def fetch(self: __torch__.M,
                x: Tensor) -> Tensor:
                return torch.to(x, torch.device("cpu"), None, False, False)
              def rows(self: __torch__.M,
                x: Tensor,
                first: int,
                count: int) -> Tensor:
                return torch.narrow(x, 0, first, count)
              def zeros(self: __torch__.M,
                rows: int,
                columns: int) -> Tensor:
                return torch.zeros([rows, columns], dtype=7, layout=None, device=DEVICE)
              def add(self: __torch__.M,
                sum: Tensor,
                x: Tensor,
                y: Tensor,
                run: int,
                runs: int,
                dtype: int) -> Tensor:
                for i in range(runs):
                  begin = torch.mul(i, run)
                  end = torch.add(begin, run)
                  left = torch.to(torch.slice(x, 1, begin, end), dtype)
                  right = torch.to(torch.slice(y, 0, begin, end), dtype)
                  all = torch.add_(sum, torch.matmul(left, right))
                return sum
              def addTurned(self: __torch__.M,
                sum: Tensor,
                x: Tensor,
                y: Tensor,
                run: int,
                runs: int,
                dtype: int) -> Tensor:
                for i in range(runs):
                  begin = torch.mul(i, run)
                  end = torch.add(begin, run)
                  left = torch.to(torch.slice(x, 0, begin, end), dtype)
                  right = torch.to(torch.slice(y, 0, begin, end), dtype)
                  all = torch.add_(sum, torch.matmul(torch.transpose(left, 0, 1), right))
                return sum
              def squares(self: __torch__.M,
                p: Tensor,
                x: Tensor) -> Tensor:
                d = torch.sub_(p, x)
                s = torch.sum(torch.mul_(d, d))
                return torch.to(s, torch.device("cpu"), None, False, False)
              def isExact(self: __torch__.M,
                size: int) -> Tensor:
                one = torch.ones([size, size], dtype=6, layout=None, device=DEVICE)
                x = torch.mul(one, 1.000244140625)
                y = torch.eye(size, dtype=6, layout=None, device=DEVICE)
                same = torch.all(torch.eq(torch.matmul(x, y), x))
                return torch.to(torch.to(same, 7), torch.device("cpu"), None, False, False)
            """;

    private ProductScript() {}
}
