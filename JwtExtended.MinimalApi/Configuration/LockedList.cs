using System.Collections.ObjectModel;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>A list that becomes read-only when its options are closed.</summary>
internal sealed class LockedList<T>(OptionsLock optionsLock) : Collection<T>
{
    protected override void InsertItem(int index, T item) => base.InsertItem(index, optionsLock.Open(item));

    protected override void SetItem(int index, T item) => base.SetItem(index, optionsLock.Open(item));

    protected override void RemoveItem(int index) => base.RemoveItem(optionsLock.Open(index));

    protected override void ClearItems()
    {
        optionsLock.Open(true);
        base.ClearItems();
    }
}
