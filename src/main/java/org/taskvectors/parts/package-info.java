/// Work of one command that several machines do together: each writes its part, a file of its share
/// of the tensors and of what it measured of them, and the parts are joined to the same bytes and
/// the same numbers as one run.
@NullMarked
package org.taskvectors.parts;

import org.jspecify.annotations.NullMarked;
