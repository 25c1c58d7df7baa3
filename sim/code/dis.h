/* The disassembler: an image as text that a person can read, for `orrery dis FILE` and for tests.
 *
 * One paragraph per code, the outermost first. A line per instruction: the source line where it changes, the index, a
 * `>` where jumps arrive, the opcode (with .mode if it isn't 0), the operands. Registers go by name where they have
 * one (x), as %N where not, with ~ after those that the instruction consumes; constants, names and targets of jumps
 * are written out. Then the table of exceptions.
 */
#ifndef ORR_CODE_DIS_H
#define ORR_CODE_DIS_H

#include "sim/base/buffer.h"
#include "sim/code/code.h"

/* Appends the listing of an image (which the verifier accepts) and of those nested in it. Errors stick in the buffer.
 */
void orr_code_dis(OrrBuffer *out, const OrrCodeImage *image);

/* Appends a constant as Python would write it. */
void orr_code_dis_const(OrrBuffer *out, const OrrConst *constant);

#endif
