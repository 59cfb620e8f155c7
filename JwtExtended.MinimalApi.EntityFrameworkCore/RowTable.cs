using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>A table as the model of a context names it, for SQL that the store writes itself.</summary>
internal sealed class RowTable
{
    private readonly StoreObjectIdentifier _table;
    private readonly IEntityType _type;
    private readonly ISqlGenerationHelper _names;

    public RowTable(DbContext context, Type row)
    {
        _type = context.Model.FindEntityType(row)!;
        _table = StoreObjectIdentifier.Create(_type, StoreObjectType.Table)!.Value;
        _names = context.GetService<ISqlGenerationHelper>();
    }

    /// <summary>Gets the name of the table, as SQL.</summary>
    public string Name => _names.DelimitIdentifier(_table.Name, _table.Schema);

    /// <summary>Gets the name of the table, as the model has it.</summary>
    public string UnquotedName => _table.Name;

    /// <summary>
    /// Gets what the model says about the columns that a new row needs. The application may have added some of them to all of its entities.
    /// </summary>
    public IEnumerable<IProperty> Properties => _type.GetProperties().Where(static property => !property.IsShadowProperty()
        || (!property.IsNullable && property.ValueGenerated == ValueGenerated.Never));

    /// <summary>Gets what the model says about a column.</summary>
    /// <returns>The property of the row.</returns>
    public IProperty Property(string name) => _type.FindProperty(name)!;

    /// <summary>Gets the value of a column in a new row.</summary>
    /// <returns>The value of the row, or what is empty for a column that the application has added.</returns>
    public static object? ValueOf(IProperty property, object row)
    {
        if (!property.IsShadowProperty())
            return property.GetGetter().GetClrValue(row);
        return property.Sentinel ?? (property.ClrType == typeof(string) ? "" : Array.Empty<byte>());
    }

    /// <summary>Gets the name of a column, as SQL.</summary>
    /// <returns>The name.</returns>
    public string Column(IProperty property) => _names.DelimitIdentifier(property.GetColumnName(_table)!);

    /// <summary>Gets the name of a column for readers.</summary>
    /// <returns>The names of the table and the column.</returns>
    public string Describe(IProperty property) => $"{_table.Name}.{property.GetColumnName(_table)}";
}
