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

    /// <summary>Gets what the model says about the columns.</summary>
    public IEnumerable<IProperty> Properties => _type.GetProperties().Where(static property => !property.IsShadowProperty());

    /// <summary>Gets what the model says about a column.</summary>
    /// <returns>The property of the row.</returns>
    public IProperty Property(string name) => _type.FindProperty(name)!;

    /// <summary>Gets the name of a column, as SQL.</summary>
    /// <returns>The name.</returns>
    public string Column(IProperty property) => _names.DelimitIdentifier(property.GetColumnName(_table)!);

    /// <summary>Gets the name of a column for readers.</summary>
    /// <returns>The names of the table and the column.</returns>
    public string Describe(IProperty property) => $"{_table.Name}.{property.GetColumnName(_table)}";
}
