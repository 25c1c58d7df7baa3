#include "sim/lang/scope.h"

#include <string.h>

#include "sim/lang/scope_walk.h"

/* Errors */

void orr_compile_no_memory(OrrParseContext *context) {
    if (context->error.kind != ORR_PARSE_OK) return;
    context->error = (OrrParseError){.kind = ORR_PARSE_NO_MEMORY, .message = "out of memory"};
}

/* format with each %s replaced by name. */
static const char *format_name(OrrRegion *region, const char *format, const char *name) {
    size_t name_length = name == NULL ? 0 : strlen(name), length = strlen(format), at = 0;
    char *text = orr_region_alloc(region, length + 4 * name_length + 1);
    if (text == NULL) return NULL;
    for (size_t i = 0; i < length; i++) {
        if (format[i] == '%' && format[i + 1] == 's' && name != NULL) {
            memcpy(text + at, name, name_length);
            at += name_length;
            i++;
        } else {
            text[at++] = format[i];
        }
    }
    text[at] = '\0';
    return text;
}

void orr_compile_error(OrrParseContext *context, const OrrAst *at, const char *format, const char *name) {
    if (context->error.kind != ORR_PARSE_OK) return;
    const char *message = format_name(context->region, format, name);
    if (message == NULL) {
        orr_compile_no_memory(context);
        return;
    }
    OrrParseError *error = &context->error;
    *error = (OrrParseError){.kind = ORR_PARSE_SYNTAX_ERROR, .message = message};
    if (at == NULL || at->line == 0) return;
    error->line = at->line;
    error->offset = (int32_t)at->col + 1;
    error->end_line = at->end_line;
    error->end_offset = (int32_t)at->end_col + 1;
    if (context->source != NULL) error->text = orr_source_line(context->source, at->line, &error->text_length);
}

/* Names */

const OrrName *orr_scope_mangle(OrrParseContext *context, const OrrName *private_class, const OrrName *name) {
    if (private_class == NULL || name->len < 2 || name->utf8[0] != '_' || name->utf8[1] != '_') return name;
    if (name->utf8[name->len - 1] == '_' && name->utf8[name->len - 2] == '_') return name;
    if (memchr(name->utf8, '.', name->len) != NULL) return name;
    size_t skip = 0;
    while (skip < private_class->len && private_class->utf8[skip] == '_') skip++;
    if (skip == private_class->len) return name;
    size_t class_length = private_class->len - skip;
    char *text = orr_region_alloc(context->region, 1 + class_length + name->len);
    if (text == NULL) return NULL;
    text[0] = '_';
    memcpy(text + 1, private_class->utf8 + skip, class_length);
    memcpy(text + 1 + class_length, name->utf8, name->len);
    return orr_parse_name(context, text, 1 + class_length + name->len);
}

/* Tables */

static uint32_t slot_of(const OrrScope *scope, uint32_t serial) {
    return serial * 2654435769u & (scope->index_size - 1);
}

OrrSymbol *orr_scope_lookup(const OrrScope *scope, const OrrName *name) {
    if (scope->index_size == 0) return NULL;
    for (uint32_t slot = slot_of(scope, name->serial); scope->index[slot] != 0;
         slot = (slot + 1) & (scope->index_size - 1)) {
        OrrSymbol *symbol = scope->symbols[scope->index[slot] - 1];
        if (symbol->name->serial == name->serial) return symbol;
    }
    return NULL;
}

static void index_symbol(OrrScope *scope, uint32_t number) {
    uint32_t slot = slot_of(scope, scope->symbols[number]->name->serial);
    while (scope->index[slot] != 0) slot = (slot + 1) & (scope->index_size - 1);
    scope->index[slot] = number + 1;
}

static bool grow_symbols(OrrScopes *scopes, OrrScope *scope) {
    OrrRegion *region = scopes->context->region;
    uint32_t capacity = scope->symbol_capacity == 0 ? 8 : scope->symbol_capacity * 2;
    OrrSymbol **symbols =
        orr_region_grow(region, scope->symbols, scope->symbol_capacity * sizeof *symbols, capacity * sizeof *symbols);
    uint32_t *index = orr_region_alloc_array(region, capacity * 2, sizeof *index);
    if (symbols == NULL || index == NULL) return false;
    scope->symbols = symbols;
    scope->symbol_capacity = capacity;
    scope->index = index;
    scope->index_size = capacity * 2;
    for (uint32_t i = 0; i < scope->symbol_count; i++) index_symbol(scope, i);
    return true;
}

OrrSymbol *orr_scope_symbol(OrrScopes *scopes, OrrScope *scope, const OrrName *name) {
    OrrSymbol *symbol = orr_scope_lookup(scope, name);
    if (symbol != NULL) return symbol;
    symbol = orr_region_alloc(scopes->context->region, sizeof *symbol);
    if (symbol == NULL || (scope->symbol_count == scope->symbol_capacity && !grow_symbols(scopes, scope))) {
        scopes->failed = true;
        orr_compile_no_memory(scopes->context);
        return NULL;
    }
    symbol->name = name;
    scope->symbols[scope->symbol_count] = symbol;
    index_symbol(scope, scope->symbol_count++);
    return symbol;
}

OrrScope *orr_scope_child(OrrScope *scope, OrrScopeKind kind, const OrrAst *node) {
    for (uint32_t i = 0; i < scope->child_count; i++) {
        uint32_t at = scope->cursor + i;
        if (at >= scope->child_count) at -= scope->child_count;
        OrrScope *child = scope->children[at];
        if (child->node == node && child->kind == kind) {
            scope->cursor = at;
            return child;
        }
    }
    ORR_ASSERT(!"the scope of a node was made");
    return NULL;
}

/* Binding */

static bool decide(OrrScopes *scopes, OrrScope *scope, OrrSymbol *symbol);

static void fail_at(OrrScopes *scopes, const OrrAst *at, const char *format, const OrrName *name) {
    scopes->failed = true;
    orr_compile_error(scopes->context, at, format, name->utf8);
}

static bool is_global(const OrrSymbol *symbol) {
    return symbol->binding == ORR_BINDING_GLOBAL_EXPLICIT || symbol->binding == ORR_BINDING_GLOBAL_IMPLICIT;
}

/* The classes offer a few cells of their own to what is inside them. */
static bool class_offers(OrrScopes *scopes, OrrScope *class_scope, const OrrName *name) {
    const OrrKnownNames *known = &scopes->known;
    if (name == known->class_cell) class_scope->class_cell = true;
    else if (name == known->classdict) class_scope->class_dict = true;
    else if (name != known->conditional_annotations || !class_scope->conditional) return false;
    OrrSymbol *symbol = orr_scope_symbol(scopes, class_scope, name);
    if (symbol == NULL) return false;
    if (symbol->flags == 0) symbol->binding = ORR_BINDING_GLOBAL_IMPLICIT;
    symbol->class_free = true;
    return true;
}

/* Makes a name free in every scope from `from` up to, but without, owner. */
static void pass_down(OrrScopes *scopes, OrrScope *from, const OrrScope *owner, const OrrName *name) {
    for (OrrScope *scope = from; scope != owner; scope = scope->parent) {
        if (scope->inlined) continue;
        OrrSymbol *symbol = orr_scope_symbol(scopes, scope, name);
        if (symbol == NULL) return;
        if (symbol->binding == ORR_BINDING_NONE && symbol->flags == 0) symbol->binding = ORR_BINDING_FREE;
        else if (symbol->binding != ORR_BINDING_FREE && scope->kind == ORR_SCOPE_CLASS) symbol->class_free = true;
    }
}

/* Looks a name up in the scopes around one. True: found, and it is free in scope (if inlined, in its parent). */
static bool search_outwards(OrrScopes *scopes, OrrScope *scope, OrrSymbol *symbol) {
    symbol->binding = ORR_BINDING_GLOBAL_IMPLICIT;
    for (OrrScope *outer = scope->parent; outer != NULL && outer->kind != ORR_SCOPE_MODULE; outer = outer->parent) {
        OrrSymbol *found = NULL;
        if (outer->kind == ORR_SCOPE_CLASS) {
            if (class_offers(scopes, outer, symbol->name)) {
                symbol->via_class = false;
                goto owned;
            }
            if (scope->class_view != outer) continue;
            found = orr_scope_lookup(outer, symbol->name);
            if (found != NULL && (found->flags & ORR_SYMBOL_GLOBAL)) {
                symbol->binding = ORR_BINDING_GLOBAL_EXPLICIT;
                return false;
            }
            symbol->via_class = true;
            if (found != NULL && (found->flags & ORR_SYMBOL_BOUND)) return false;
            continue;
        }
        found = orr_scope_lookup(outer, symbol->name);
        if (found == NULL || found->binding == ORR_BINDING_OUTER) continue;
        if (is_global(found)) return false;
        if (found->binding == ORR_BINDING_LOCAL) found->binding = ORR_BINDING_CELL;
    owned:
        symbol->binding = scope->inlined ? ORR_BINDING_OUTER : ORR_BINDING_FREE;
        pass_down(scopes, scope->inlined ? scope->parent : scope, outer, symbol->name);
        return true;
    }
    return false;
}

static bool is_type_param_outside(const OrrScope *scope, const OrrName *name) {
    for (const OrrScope *outer = scope->parent; outer != NULL; outer = outer->parent) {
        const OrrSymbol *found = orr_scope_lookup(outer, name);
        if (found != NULL && outer->kind != ORR_SCOPE_CLASS && (found->flags & ORR_SYMBOL_BOUND)) {
            return (found->flags & ORR_SYMBOL_TYPE_PARAM) != 0;
        }
    }
    return false;
}

static bool decide_nonlocal(OrrScopes *scopes, OrrScope *scope, OrrSymbol *symbol) {
    if (scope->kind == ORR_SCOPE_MODULE) {
        fail_at(scopes, symbol->declared, "nonlocal declaration not allowed at module level", symbol->name);
        return false;
    }
    if (!search_outwards(scopes, scope, symbol)) {
        fail_at(scopes, symbol->declared, "no binding for nonlocal '%s' found", symbol->name);
        return false;
    }
    if (is_type_param_outside(scope, symbol->name)) {
        fail_at(scopes, symbol->declared, "nonlocal binding not allowed for type parameter '%s'", symbol->name);
        return false;
    }
    return true;
}

/* A name that an inlined scope doesn't bind means what it means in the parent. */
static bool decide_by_parent(OrrScopes *scopes, OrrScope *scope, OrrSymbol *symbol) {
    OrrSymbol *outer = orr_scope_symbol(scopes, scope->parent, symbol->name);
    if (outer == NULL) return false;
    outer->flags |= ORR_SYMBOL_USE;
    if (outer->binding == ORR_BINDING_NONE && !decide(scopes, scope->parent, outer)) return false;
    symbol->binding = is_global(outer) && !outer->via_class ? outer->binding : (uint8_t)ORR_BINDING_OUTER;
    return true;
}

static bool decide(OrrScopes *scopes, OrrScope *scope, OrrSymbol *symbol) {
    if (symbol->binding != ORR_BINDING_NONE) return true;
    bool comp_in_class = scope->inlined && scope->comp != ORR_COMP_NONE && scope->parent->kind == ORR_SCOPE_CLASS;
    if (symbol->flags & ORR_SYMBOL_GLOBAL) {
        if (symbol->flags & ORR_SYMBOL_NONLOCAL) {
            fail_at(scopes, symbol->declared, "name '%s' is nonlocal and global", symbol->name);
            return false;
        }
        symbol->binding = ORR_BINDING_GLOBAL_EXPLICIT;
        return true;
    }
    if ((symbol->flags & ORR_SYMBOL_NONLOCAL) && !scope->inlined) return decide_nonlocal(scopes, scope, symbol);
    if ((symbol->flags & ORR_SYMBOL_BOUND) && !(symbol->flags & ORR_SYMBOL_NONLOCAL)) {
        symbol->binding = ORR_BINDING_LOCAL;
        return true;
    }
    if (scope->inlined && !comp_in_class) return decide_by_parent(scopes, scope, symbol);
    search_outwards(scopes, scope, symbol);
    if (symbol->via_class) {
        OrrSymbol *dict = orr_scope_symbol(scopes, scope, scopes->known.classdict);
        if (dict == NULL) return false;
        if (dict->binding == ORR_BINDING_NONE) search_outwards(scopes, scope, dict);
    }
    return !scopes->failed;
}

/* Parents before children: what a child finds in its parents is already settled there. */
static bool analyse(OrrScopes *scopes, OrrScope *scope) {
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        if (!decide(scopes, scope, scope->symbols[i])) return false;
    }
    for (uint32_t i = 0; i < scope->child_count; i++) {
        if (!analyse(scopes, scope->children[i])) return false;
    }
    return true;
}

bool orr_scopes_build(OrrScopes *scopes, OrrParseContext *context, OrrAst *tree) {
    *scopes = (OrrScopes){.context = context};
#define X(field, text)                                                                                                 \
    scopes->known.field = orr_parse_name(context, text, sizeof text - 1);                                              \
    if (scopes->known.field == NULL) scopes->failed = true;
    ORR_KNOWN_NAMES(X)
#undef X
    if (scopes->failed) {
        orr_compile_no_memory(context);
        return false;
    }
    return orr_scopes_walk(scopes, tree) && analyse(scopes, scopes->module);
}
