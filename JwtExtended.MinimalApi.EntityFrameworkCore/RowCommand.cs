using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>A statement with parameters of the types that the model maps columns to.</summary>
internal sealed class RowCommand : IDisposable
{
    private readonly DbContext _context;
    private readonly DbCommand _command;
    private readonly ISqlGenerationHelper _names;
    private readonly List<DbParameter> _parameters = [];

    public RowCommand(DbContext context)
    {
        _context = context;
        _command = context.Database.GetDbConnection().CreateCommand();
        _names = context.GetService<ISqlGenerationHelper>();
    }

    /// <summary>Adds a parameter.</summary>
    /// <returns>Its name, as SQL.</returns>
    public string Parameter(IProperty property, object? value)
    {
        var name = $"p{_parameters.Count}";
        _parameters.Add(property.GetRelationalTypeMapping().CreateParameter(
            _command, _names.GenerateParameterName(name), value, property.IsNullable));
        return _names.GenerateParameterNamePlaceholder(name);
    }

    /// <summary>Executes a statement.</summary>
    /// <returns>The number of rows that it has affected.</returns>
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        _context.Database.ExecuteSqlRawAsync(sql, _parameters, cancellationToken);

    public void Dispose() => _command.Dispose();
}
