"""Which functions there are, where, and of how many arguments: the modules are imported when called."""

from __future__ import annotations

from importlib import import_module

from sudolint.policy.nixos.values import Builtin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Value
    from sudolint.source import Span

MODULES = {
    "core": {
        1: """
            abort addDrvOutputDependencies break ceil derivation derivationStrict fix floor
            functionArgs id isAttrs isBool isDerivation isFloat isFunction isInt isList isNull
            isPath isString not throw toPath traceVal traceValSeq tryEval typeOf
        """,
        2: """
            add addErrorContext and appendContext assertMsg bitAnd bitOr bitXor const deepSeq
            defaultTo div lessThan mapNullable mod mul or seq setFunctionArgs sub throwIf
            throwIfNot trace traceSeq traceVerbose unsafeGetAttrPos warn xor
        """,
        3: "composeManyExtensions extends flip traceIf warnIf warnIfNot",
    },
    "data": {
        1: "fromJSON fromTOML toJSON",
        2: "hashString",
    },
    "lists": {
        1: "concatLists flatten head init last length listToAttrs reverseList singleton tail toList",
        2: """
            all any concat concatMap count drop elem elemAt filter forEach genList groupBy
            imap0 imap1 intersperse map optional optionals partition pipe range replicate take
            zipLists
        """,
        3: "findFirst fold foldl foldl' foldr sublist zipListsWith",
    },
    "modules": {
        1: """
            getBin getDev getExe getLib getMan hiPrio literalExample literalExpression
            literalMD lowPrio mdDoc mkAfter mkBefore mkDefault mkEnableOption mkForce
            mkImageMediaOverride mkMerge mkOption mkOptionDefault mkRenamedOptionModuleWith
            mkVMOverride
        """,
        2: """
            getExe' getOutput mkAliasOptionModule mkAliasOptionModuleMD mkIf mkOrder
            mkOverride mkRemovedOptionModule mkRenamedOptionModule setPrio
        """,
        3: "mkAssert mkChangedOptionModule mkMergedOptionModule mkPackageOption mkPackageOptionMD",
    },
    "ordering": {
        1: "genericClosure unique uniqueStrings",
        2: "intersectLists max min remove sort sortOn subtractLists",
    },
    "patterns": {
        1: "naturalSort parseDrvName splitVersion",
        2: "compareVersions match split versionAtLeast versionOlder",
    },
    "reading": {
        1: """
            convertHash exec fetchClosure fetchFinalTree fetchGit fetchMercurial fetchTarball
            fetchTree fetchurl flakeRefToString getContext getEnv getFlake hasContext import
            importJSON importTOML listFilesRecursive nixosSystem parseFlakeRef path pathExists
            placeholder readDir readFile readFileType storePath toXML
        """,
        2: "filterSource findFile hashFile importNative outputOf path.append scopedImport toFile",
    },
    "sets": {
        1: """
            attrNames attrValues attrsToList cartesianProduct cartesianProductOfSets
            mergeAttrsList zipAttrs
        """,
        2: """
            attrVals catAttrs collect concatMapAttrs filterAttrs filterAttrsRecursive genAttrs
            genAttrs' getAttr getAttrFromPath getAttrs hasAttr hasAttrByPath intersectAttrs
            mapAttrs mapAttrs' mapAttrsRecursive mapAttrsToList mergeAttrs nameValuePair
            optionalAttrs recursiveUpdate removeAttrs setAttrByPath zipAttrsWith
        """,
        3: "attrByPath foldAttrs foldlAttrs",
    },
    "strings": {
        1: """
            baseNameOf boolToString boolToYesNo concatLines concatStrings dirOf
            escapeNixString escapeShellArg escapeShellArgs isStringLike makeBinPath
            makeLibraryPath stringLength stringToCharacters toInt toIntBase10 toLower
            toSentenceCase toString toUpper trim unsafeDiscardOutputDependency
            unsafeDiscardStringContext
        """,
        2: """
            concatMapStrings concatStringsSep escape hasInfix hasPrefix hasSuffix
            makeSearchPath optionalString removePrefix removeSuffix splitString
        """,
        3: """
            concatImapStringsSep concatMapStringsSep fixedWidthString replaceString
            replaceStrings substring
        """,
    },
}
"""Module → number of arguments → names."""


def _function(module: str, name: str, arity: int) -> Builtin:
    def call(ev: Evaluator, args: list[Value], span: Span) -> Value:
        found.function = import_module(f"sudolint.policy.nixos.library.{module}").FUNCTIONS[name]
        return found.function(ev, args, span)

    found = Builtin(name, arity, call)
    return found


FUNCTIONS = {
    name: _function(module, name, arity)
    for module, arities in MODULES.items()
    for arity, names in arities.items()
    for name in names.split()
}
"""By name."""
