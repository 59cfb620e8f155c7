using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace JwtExtended.MinimalApi.Tests.Fuzz;

/// <summary>Which branches of the instrumented package ran, and about how often: an input that adds to it is worth keeping.</summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 1 << 16;

    // Never freed: the instrumented code writes to it as long as it is loaded.
    private static readonly byte* Memory = (byte*)NativeMemory.AllocZeroed(Size);

    private readonly byte[] _seen = new byte[Size];

    /// <summary>Creates a map. Nothing instrumented may run before the first one exists.</summary>
    public CoverageMap() => Trace.SharedMem = Memory;

    /// <summary>Gets how many branches have run so far.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets the last input.</summary>
    public static void Reset()
    {
        new Span<byte>(Memory, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Notes what ran since the last reset.</summary>
    /// <returns>Whether a branch ran for the first time, or more often than ever.</returns>
    public bool Collect()
    {
        var isNew = false;
        var words = new ReadOnlySpan<ulong>(Memory, Size / sizeof(ulong));
        for (var i = words.IndexOfAnyExcept(0UL); i >= 0 && i < words.Length; i = Next(words, i + 1))
        {
            for (var j = i * sizeof(ulong); j < (i + 1) * sizeof(ulong); j++)
                isNew |= Memory[j] != 0 && Note(j, Bucket(Memory[j]));
        }

        return isNew;
    }

    private bool Note(int branch, byte bucket)
    {
        if ((_seen[branch] & bucket) != 0)
            return false;
        Count += _seen[branch] == 0 ? 1 : 0;
        _seen[branch] |= bucket;
        return true;
    }

    private static int Next(ReadOnlySpan<ulong> words, int start)
    {
        var next = words[start..].IndexOfAnyExcept(0UL);
        return next < 0 ? words.Length : start + next;
    }

    // As AFL does: 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, 128 times and more.
    private static byte Bucket(byte count) => count switch
    {
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
