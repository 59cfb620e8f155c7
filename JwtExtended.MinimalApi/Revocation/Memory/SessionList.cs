using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;

namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>The recorded sessions of each identity, newest first: a login, an end and a page cost the logarithm of their number.</summary>
internal sealed class SessionList
{
    private readonly ConcurrentDictionary<EntryKey, ImmutableSortedSet<Item>> _lists = new();

    /// <summary>Gets the number of identities with sessions.</summary>
    public int Count => _lists.Count;

    public void Add(EntryKey identity, EntryKey session, DateTimeOffset started) => _lists.AddOrUpdate(
        identity,
        static (_, item) => ImmutableSortedSet.Create(Item.NewestFirst, item),
        static (_, list, item) => list.Add(item),
        new Item(started.ToUnixTimeMilliseconds(), session));

    public void Remove(EntryKey identity, EntryKey session, DateTimeOffset started)
    {
        var item = new Item(started.ToUnixTimeMilliseconds(), session);
        while (_lists.TryGetValue(identity, out var list))
        {
            var rest = list.Remove(item);
            if (rest.IsEmpty ? _lists.TryRemove(new(identity, list)) : _lists.TryUpdate(identity, rest, list))
                return;
        }
    }

    /// <summary>Removes the sessions that have ended or expired.</summary>
    public void Sweep(Func<EntryKey, bool> isAlive)
    {
        foreach (var identity in _lists)
        {
            var rest = identity.Value.Except(identity.Value.Where(item => !isAlive(item.Session)));
            // Both change this list only: one that was written in the meantime waits for the next sweep.
            if (rest.IsEmpty)
                _lists.TryRemove(identity);
            else if (rest != identity.Value)
                _lists.TryUpdate(identity.Key, rest, identity.Value);
        }
    }

    /// <summary>Gets sessions of an identity in order.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="after">The position behind which to begin; <see langword="null"/> for the first one.</param>
    /// <returns>The sessions, and the positions behind them.</returns>
    public IEnumerable<(EntryKey Session, DateTimeOffset Started, string Position)> From(EntryKey identity, string? after)
    {
        if (!_lists.TryGetValue(identity, out var list))
            yield break;
        for (var i = after is null ? 0 : IndexBehind(list, after); i < list.Count; i++)
            yield return (list[i].Session, DateTimeOffset.FromUnixTimeMilliseconds(list[i].Started), list[i].ToPosition());
    }

    private static int IndexBehind(ImmutableSortedSet<Item> list, string position)
    {
        var index = list.IndexOf(Item.Parse(position));
        return index < 0 ? ~index : index + 1;
    }

    private readonly record struct Item(long Started, EntryKey Session)
    {
        public static readonly Comparer<Item> NewestFirst = Comparer<Item>.Create(static (x, y) =>
            (y.Started, x.Session.A, x.Session.B, x.Session.C, x.Session.D)
                .CompareTo((x.Started, y.Session.A, y.Session.B, y.Session.C, y.Session.D)));

        public string ToPosition() => string.Create(
            CultureInfo.InvariantCulture, $"{Started} {Session.A} {Session.B} {Session.C} {Session.D}");

        public static Item Parse(string position)
        {
            var parts = Array.ConvertAll(position.Split(' '), static part => long.Parse(part, CultureInfo.InvariantCulture));
            return new Item(parts[0], new EntryKey(parts[1], parts[2], parts[3], parts[4]));
        }
    }
}
