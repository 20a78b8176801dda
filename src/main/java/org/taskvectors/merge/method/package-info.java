/// Methods of merging as arithmetic on blocks of numbers: what each asks of a person, what it needs
/// measured first, and its rule for a tensor. Nothing here opens a checkpoint.
@NullMarked
package org.taskvectors.merge.method;

import org.jspecify.annotations.NullMarked;
